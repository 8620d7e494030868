import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exists } from "../system/files.ts";
import { packageRoot } from "../system/paths.ts";
import type { Additions } from "./additions.ts";

/**
 * Writes what roles and keys add to a tree as customize.sh takes it: `root/`, files that go over the tree; `enable` and
 * `mask`, units, one a line.
 */
export const writeAdditions = async (
  { roles, files, enable, mask }: Additions,
  directory: string,
): Promise<void> => {
  const root = join(directory, "root");
  await mkdir(root, { recursive: true });
  for (const role of roles) {
    const own = join(packageRoot(), "src/guest/roles", role);
    if (await exists(own)) await cp(own, root, { recursive: true });
  }
  for (const [path, { text, executable }] of Object.entries(files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: executable ? 0o755 : 0o644 });
  }
  const lines = (names: readonly string[]) => names.map((name) => `${name}\n`).join("");
  await writeFile(join(directory, "enable"), lines(enable));
  await writeFile(join(directory, "mask"), lines(mask));
};
