import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { create } from "tar";
import type { Additions } from "../../../contents/additions.ts";
import { writeAdditions } from "../../../contents/write-additions.ts";
import type { DistributionName } from "../../../distributions/distributions.ts";
import { packageRoot } from "../../../system/paths.ts";
import { distributionScripts } from "../../tree/script.ts";

/** Our own folders whose scripts run in the template. */
const scriptFolders = ["builders/tree", "builders/vagrant/remote"];

/** A folder's files as a tar archive. */
export const archiveOf = async (folder: string): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  const archive = create({ cwd: folder, portable: true, strict: true }, ["."]);
  for await (const chunk of archive) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/**
 * What the template needs for a build, as a tar archive: scripts/, guest/ with the guest's files, and additions/ with what
 * roles and keys add.
 * @param directory a folder for temporary files
 */
export const bundleOf = async (
  distribution: DistributionName,
  additions: Additions,
  directory: string,
): Promise<Uint8Array> => {
  const folder = join(directory, "bundle");
  const scripts = join(folder, "scripts");
  await mkdir(scripts, { recursive: true });
  for (const from of scriptFolders.map((name) => join(packageRoot(), "src", name))) {
    for (const name of (await readdir(from)).filter((file) => file.endsWith(".sh")))
      await cp(join(from, name), join(scripts, name));
  }
  await cp(join(distributionScripts(distribution), "distribution.sh"), join(scripts, "distribution.sh"));
  await cp(join(packageRoot(), "src/guest/root"), join(folder, "guest"), { recursive: true });
  await writeAdditions(additions, join(folder, "additions"));
  const archive = await archiveOf(folder);
  await rm(folder, { recursive: true });
  return archive;
};
