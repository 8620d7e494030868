import { chmod, constants, copyFile, readdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { makePublicDirectory } from "../system/files.ts";

/** What a file has in it: what another one has, or a text. */
export type Contents =
  | { readonly copyOf: string }
  | { readonly text: string | Buffer; readonly mode?: number };

/** Writes a file that every user may read, with its directories; it appears by one rename. */
export const writePublicFile = async (file: string, contents: Contents): Promise<void> => {
  const unfinished = `${file}.new`;
  await makePublicDirectory(dirname(file));
  if ("text" in contents) await writeFile(unfinished, contents.text);
  else await copyFile(contents.copyOf, unfinished, constants.COPYFILE_FICLONE);
  await chmod(unfinished, ("text" in contents && contents.mode) || 0o644);
  await rename(unfinished, file);
};

/** Every file below a directory, by its path relative to it, sorted. */
export const filesBelow = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .sort();
