import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CacheEntry } from "./cache.ts";

/** The file in which the stage `rootfs` leaves the root hash of rootfs.verity, where it makes that. */
export const rootHashFile = "rootfs.roothash";

/** The root hash in hexadecimal; undefined where the root has no hash tree. */
export const rootHashOf = async ({ directory, files }: CacheEntry): Promise<string | undefined> =>
  files[rootHashFile] && (await readFile(join(directory, rootHashFile), "utf8")).trim();
