import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StageContext } from "../../pipeline/builder.ts";
import { rootHashFile } from "../../pipeline/root-hash.ts";
import { hashTreeFile } from "../../release/release.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { run } from "../../system/process.ts";

/**
 * Makes rootfs.verity beside rootfs.squashfs in the directory of a stage: its hash tree for dm-verity, with blocks of 4096
 * bytes, sha256, without salt and with a fixed UUID, so that the same root has the same tree (veritysetup(8), and
 * admin-guide/device-mapper/verity.rst of the kernel). Writes the root hash, in hexadecimal, to a file beside it.
 * @throws ThinsmithError if veritysetup does not say the root hash
 */
export const makeHashTree = async ({
  output,
  signal,
  log,
}: Pick<StageContext, "output" | "signal" | "log">): Promise<void> => {
  const [root, tree] = [join(output, "rootfs.squashfs"), join(output, hashTreeFile)];
  const blocks = ["--data-block-size", "4096", "--hash-block-size", "4096", "--hash", "sha256"];
  const fixed = ["--salt", "-", "--uuid", "00000000-0000-0000-0000-000000000000"];
  const said = await run(["veritysetup", "format", ...blocks, ...fixed, root, tree], { signal });
  const [, hash] = /^Root hash:\s+([0-9a-f]{64})$/m.exec(said) ?? [];
  if (!hash)
    throw new ThinsmithError("veritysetup made a hash tree, but did not say its root hash.", {
      remedy: "Is it the program of cryptsetup? Run: veritysetup --version",
    });
  // It is made for root alone, and web servers give it out.
  await chmod(tree, 0o644);
  await writeFile(join(output, rootHashFile), `${hash}\n`);
  log(`root hash ${hash}`);
};
