import { cp, mkdir, mkdtemp, readlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256File } from "../../../src/release/checksum.ts";
import { comparedFiles } from "../../../src/release/same.ts";
import { packageRoot } from "../../../src/system/paths.ts";

/** Cache that the tests share, so that packages are downloaded once. */
export const testCache = async (): Promise<string> => {
  const path = join(packageRoot(), "node_modules/.cache/thinsmith");
  await mkdir(path, { recursive: true });
  return path;
};

/** A cache of a test's own, which may damage it, with the packages that other tests have downloaded. */
export const ownCache = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), "thinsmith-cache-"));
  const downloads = join(await testCache(), "downloads");
  await mkdir(downloads, { recursive: true });
  // Builds of other tests may be finishing a file.
  const filter = (source: string) => !source.endsWith(".partial");
  await cp(downloads, join(path, "downloads"), { recursive: true, filter });
  return path;
};

/** A small image that builds quickly: for faults, where the content does not matter. */
export const smallImage = [
  "build",
  "console",
  "--set",
  "name=small",
  "--set",
  "kernel.package=linux-image-cloud-amd64",
  "--set",
  "kernel.firmware=",
  "--set",
  "packages.roles=",
  "--set",
  "rootfs.level=1",
  "--progress",
  "plain",
] as const;

/** What `current` of an image names. */
export const currentOf = (folder: string, name: string): Promise<string> =>
  readlink(join(folder, "build", name, "current")).catch(() => "none");

/** The sums of what clients load, of the files themselves. */
export const sumsOf = async (release: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      comparedFiles.map(
        async (name): Promise<[string, string]> => [name, await sha256File(join(release, name))],
      ),
    ),
  );
