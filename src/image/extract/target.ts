import { lstat, open, readdir, readFile, realpath, rename, stat, unlink, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { makeDirectory } from "../../system/files.ts";
import { isAlive, ownProcess } from "../../system/owner.ts";
import { CommandError, run } from "../../system/process.ts";

/** A file in each directory that thinsmith unpacks. Without it, thinsmith does not remove the directory. */
export const markerName = ".thinsmith-unpacked";

const markerText = "Unpacked by thinsmith, which may remove this directory when it unpacks again.\n";

/** The target of an extraction exists, and thinsmith did not make it. */
export class TargetOccupied extends ThinsmithError {
  constructor(readonly directory: string) {
    super(`${directory} exists, and thinsmith has not made it.`, {
      remedy: "Move it away, name another directory with --to, or replace it with --replace.",
    });
  }
}

/** Removes a directory with its content, whatever the names and permissions are. Mounted file systems stay. */
const remove = async (path: string): Promise<void> => {
  // Without root, directories must have permissions before they can be emptied.
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

/** @throws ThinsmithError if the target contains the working directory, the home directory or the file being read */
const demandReplaceable = async (target: string, file: string): Promise<void> => {
  const real = await realpath(target).catch(() => target);
  for (const precious of [process.cwd(), homedir(), await realpath(file)]) {
    if (precious !== real && !precious.startsWith(real === sep ? sep : real + sep)) continue;
    throw new ThinsmithError(`${target} cannot be replaced: ${precious} is there.`, {
      remedy: "Name another directory with --to.",
    });
  }
};

/** Checks the target. @returns whether something there must be removed */
const examine = async (target: string, file: string, replace: "ours" | "anything"): Promise<boolean> => {
  const there = await lstat(target).catch(() => undefined);
  if (!there) return false;
  await demandReplaceable(target, file);
  if (there.isDirectory() && (await readdir(target)).length === 0) return true;
  if (replace === "ours" && !(there.isDirectory() && (await isOurs(target))))
    throw new TargetOccupied(target);
  return true;
};

/** Removes leftovers of ended processes next to the target. */
const removeLeftovers = async (target: string): Promise<void> => {
  const prefix = `.${basename(target)}.thinsmith-`;
  for (const name of await readdir(dirname(target)).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const owner = name.slice(prefix.length).replace(/\.(new|old)$/, "");
    if (/^\d+\.\d+(\.\d+\.[0-9a-f]{8})?$/.test(owner) && !(await isAlive(owner)))
      await remove(join(dirname(target), name));
  }
};

/** Writes the marker. A directory of the archive with the same name stays; then the result is not recognized later. */
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
 * Fills a directory next to the target and renames it at the end, so that the target appears complete or not at all. An
 * existing target is removed only then.
 * `fill` gets the path of a directory that does not exist yet; `file` is the file that is unpacked.
 * @throws TargetOccupied if the target exists and thinsmith did not make it, unless `replace` is "anything"
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
    // Checked again, because the target may have changed in the meantime.
    if (await examine(target, file, replace)) await rename(target, old);
    await rename(making, target);
    // If the removal fails, the next extraction removes it.
    await remove(old).catch(() => {});
    return result;
  } catch (error) {
    await remove(making).catch(() => {});
    throw error;
  }
};
