import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import prettyBytes from "pretty-bytes";
import { ThinsmithError } from "./errors.ts";
import { exists } from "./files.ts";

const nearestExisting = async (path: string): Promise<string> =>
  (await exists(path)) ? path : nearestExisting(dirname(resolve(path)));

/** Whether two paths, which need not exist yet, are on the same file system. */
export const sameFileSystem = async (a: string, b: string): Promise<boolean> => {
  const [first, second] = await Promise.all([a, b].map(async (path) => stat(await nearestExisting(path))));
  return first?.dev === second?.dev;
};

/**
 * Checks the space on the file system of a path, which need not exist yet.
 * @param what the subject of the message
 * @throws ThinsmithError that names both figures if this user can write less than `bytes`
 */
export const demandSpace = async (path: string, bytes: number, what: string): Promise<void> => {
  const { bavail, bsize } = await statfs(await nearestExisting(path));
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new ThinsmithError(
    `Not enough disk space: ${what} needs about ${prettyBytes(bytes)} in ${path}, but ${prettyBytes(free)} is free.`,
    { remedy: "Free space there, or choose another place with --output or, for the cache, THINSMITH_CACHE." },
  );
};
