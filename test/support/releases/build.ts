import { mkdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../src/system/paths.ts";

/** Cache that the tests share, so that packages are downloaded once. */
export const testCache = async (): Promise<string> => {
  const path = join(packageRoot(), "node_modules/.cache/thinsmith");
  await mkdir(path, { recursive: true });
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
