import { link, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ThinsmithError, whyUnwritable } from "../../system/errors.ts";
import { exists, makeDirectory } from "../../system/files.ts";
import { LockedError, lock } from "../../system/lock.ts";
import { ownProcess } from "../../system/owner.ts";
import { draftFile, draftLock, draftsFolder } from "./stored.ts";

/** A draft's name that this process alone may write under. */
export interface Hold {
  readonly name: string;
  readonly release: () => Promise<void>;
}

/**
 * Holds a draft until `release` or the end of this process, however it ends.
 * @throws LockedError when another process holds it
 */
export const holdDraft = async (name: string): Promise<Hold> => {
  const path = draftLock(name);
  const unlock = await lock(path, `A wizard with the draft ${name}`);
  return {
    name,
    release: async () => {
      // No lock stays behind where there is no draft.
      if (!(await exists(draftFile(name)))) await rm(path, { force: true }).catch(() => {});
      await unlock();
    },
  };
};

/** Names for a draft: the one that is wanted, then with a number behind it. They have at most 64 characters. */
function* namesFor(wanted: string): Generator<string, never> {
  yield wanted;
  for (let number = 2; ; number += 1) yield `${wanted.slice(0, 59)}-${number}`;
}

/** Holds a draft; undefined where another process does. */
const holdFree = (name: string): Promise<Hold | undefined> =>
  holdDraft(name).catch((error: unknown) => {
    if (error instanceof LockedError) return undefined;
    throw error;
  });

/** Holds a name that no draft has: the one that is wanted, or with the next number behind it. */
export const claimDraft = async (wanted: string): Promise<Hold> => {
  const names = namesFor(wanted);
  for (;;) {
    const name = names.next().value;
    if (await exists(draftFile(name))) continue;
    const hold = await holdFree(name);
    if (hold && !(await exists(draftFile(name)))) return hold;
    await hold?.release();
  }
};

/** Puts a text into a file that is not there yet, whole or not at all. @returns false where there is one */
const putNew = async (file: string, text: string): Promise<boolean> => {
  const written = join(dirname(file), `.${basename(file)}.${await ownProcess()}`);
  try {
    await writeFile(written, text, { flush: true });
    // Where the file system has no such links, a crash in this moment may leave a part.
    await link(written, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return writeFile(file, text, { flag: "wx", flush: true });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(written, { force: true }).catch(() => {});
  }
};

/** Takes away a file that was just made, unless another draft has come into its place. */
const removeOwn = async (file: string, text: string): Promise<void> => {
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) await rm(file, { force: true });
};

/**
 * Makes a draft's file, under a name that no draft has: the one that is wanted, or with the next number behind it. It is on
 * disk before it is held, which takes the start of a program.
 */
export const makeDraft = async (wanted: string, text: string): Promise<Hold> => {
  const folder = draftsFolder();
  await makeDirectory(folder).catch((error: unknown) => {
    throw new ThinsmithError(`${folder} cannot be made: ${whyUnwritable(error)}.`, { cause: error });
  });
  const names = namesFor(wanted);
  for (;;) {
    const name = names.next().value;
    const file = draftFile(name);
    const made = await putNew(file, text).catch((error: unknown) => {
      throw new ThinsmithError(`${file} cannot be written: ${whyUnwritable(error)}.`, { cause: error });
    });
    if (!made) continue;
    try {
      const hold = await holdFree(name);
      if (hold) return hold;
    } catch (error) {
      // Each save would make another draft.
      await removeOwn(file, text);
      throw error;
    }
    // Somebody has begun a draft of this name in the same moment.
    await removeOwn(file, text);
  }
};
