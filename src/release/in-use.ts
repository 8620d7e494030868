import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, ownProcess } from "../system/owner.ts";

/** Where boot servers note which releases of an image they give out: a file for each, named after its process. */
export const notesDirectory = ".serving";
const notesOf = (imageDirectory: string) => join(imageDirectory, notesDirectory);

const idsSchema = z.array(z.string());

/** Notes that this process gives out these releases of an image, and no others. */
export const noteInUse = async (imageDirectory: string, ids: readonly string[]): Promise<void> => {
  const notes = notesOf(imageDirectory);
  const note = join(notes, await ownProcess());
  if (ids.length === 0) {
    await rm(note, { force: true });
    return;
  }
  // An image that was removed meanwhile gets no directory again.
  await mkdir(notes).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await writeFile(`${note}.new`, JSON.stringify(ids));
  await rename(`${note}.new`, note);
};

/** Ids of the releases of an image that a running boot server gives out. Notes of those that are gone are removed. */
export const releasesInUse = async (imageDirectory: string): Promise<Set<string>> => {
  const notes = notesOf(imageDirectory);
  const ids = new Set<string>();
  for (const name of await readdir(notes).catch(() => [])) {
    const note = join(notes, name);
    if (!(await isAlive(name.replace(/\.new$/, "")))) {
      // One that a server of another user has left may be only theirs to remove.
      await rm(note, { force: true }).catch(() => {});
      continue;
    }
    // Half written, for a moment.
    if (name.endsWith(".new")) continue;
    const text = await readFile(note, "utf8").catch(() => "[]");
    for (const id of idsSchema.parse(JSON.parse(text))) ids.add(id);
  }
  return ids;
};
