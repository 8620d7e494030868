import { lstat, open, readdir, readFile, realpath, rename, stat, unlink, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { makeDirectory } from "../../system/files.ts";
import { isAlive, ownProcess } from "../../system/owner.ts";
import { CommandError, run } from "../../system/process.ts";

/** Lies in what we unpack, so that we know it again: what has none is not ours to remove. */
export const markerName = ".thinsmith-unpacked";

const markerText = "Unpacked by thinsmith, which may remove this directory when it unpacks again.\n";

/** Something lies where an archive is to be unpacked, and we have not made it. */
export class TargetOccupied extends ThinsmithError {
  constructor(readonly directory: string) {
    super(`${directory} is there already, and thinsmith has not made it.`, {
      remedy: "Move it away, name another directory with --to, or say --replace to have it removed.",
    });
  }
}

/** Removes a directory with all in it, whatever its names and rights are; mounted file systems stay. */
const remove = async (path: string): Promise<void> => {
  // Directories without rights cannot be emptied by who is not root.
  if (process.getuid?.() !== 0) {
    await run(["chmod", "-R", "u+rwX", "--", path]).catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
    });
  }
  await run(["rm", "-rf", "--one-file-system", "--", path]);
};

const isOurs = async (directory: string): Promise<boolean> => {
  const marker = join(directory, markerName);
  const found = await lstat(marker).catch(() => undefined);
  return found?.isFile() === true && (await readFile(marker, "utf8").catch(() => "")) === markerText;
};

/** What must never be removed over an unpacking: where people are, and what is being read. */
const demandHarmless = async (target: string, file: string): Promise<void> => {
  const real = await realpath(target).catch(() => target);
  for (const precious of [process.cwd(), homedir(), await realpath(file)]) {
    if (precious !== real && !precious.startsWith(real === sep ? sep : real + sep)) continue;
    throw new ThinsmithError(`${target} cannot be replaced: ${precious} is there.`, {
      remedy: "Name another directory with --to.",
    });
  }
};

/** @returns whether something has to be removed */
const examine = async (target: string, file: string, replace: "ours" | "anything"): Promise<boolean> => {
  const there = await lstat(target).catch(() => undefined);
  if (!there) return false;
  await demandHarmless(target, file);
  if (there.isDirectory() && (await readdir(target)).length === 0) return true;
  if (replace === "ours" && !(there.isDirectory() && (await isOurs(target))))
    throw new TargetOccupied(target);
  return true;
};

/** What a process that is gone has left beside the target. */
const removeLeftovers = async (target: string): Promise<void> => {
  const prefix = `.${basename(target)}.thinsmith-`;
  for (const name of await readdir(dirname(target)).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const owner = name.slice(prefix.length).replace(/\.(new|old)$/, "");
    if (/^\d+\.\d+$/.test(owner) && !(await isAlive(owner))) await remove(join(dirname(target), name));
  }
};

/** A directory of the archive's that has the marker's name stays: then we shall not know ours again. */
const writeMarker = async (directory: string): Promise<void> => {
  const path = join(directory, markerName);
  const { atime, mtime } = await stat(directory);
  await unlink(path).catch(() => {});
  const marker = await open(path, "wx", 0o644).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST" || error.code === "EACCES") return undefined;
    throw error;
  });
  await marker?.writeFile(markerText);
  await marker?.close();
  await utimes(directory, atime, mtime);
};

/**
 * Lets something be unpacked so that it appears whole or not at all: beside the target, under a name of our own, and
 * renamed at the end. What was there goes only then.
 * `fill` gets the path of a directory that does not exist yet; `file` is what is unpacked.
 * @throws TargetOccupied where something lies there that we have not made, unless anything may be replaced
 */
export const intoTarget = async <T>(
  to: string,
  { file, replace }: { readonly file: string; readonly replace: "ours" | "anything" },
  fill: (directory: string) => Promise<T>,
): Promise<T> => {
  const target = resolve(to);
  await examine(target, file, replace);
  await makeDirectory(dirname(target));
  await removeLeftovers(target);
  const beside = join(dirname(target), `.${basename(target)}.thinsmith-${await ownProcess()}`);
  const [making, old] = [`${beside}.new`, `${beside}.old`];
  try {
    const result = await fill(making);
    await writeMarker(making);
    // Looked at again: much may have happened in the meantime.
    if (await examine(target, file, replace)) await rename(target, old);
    await rename(making, target);
    // What cannot be removed now is removed by the next unpacking.
    await remove(old).catch(() => {});
    return result;
  } catch (error) {
    await remove(making).catch(() => {});
    throw error;
  }
};
