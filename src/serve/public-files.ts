import { chmod, constants, copyFile, readdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { makePublicDirectory } from "../system/files.ts";

const appear = async (file: string, mode: number, make: (path: string) => Promise<void>): Promise<void> => {
  const unfinished = `${file}.new`;
  await makePublicDirectory(dirname(file));
  await make(unfinished);
  await chmod(unfinished, mode);
  await rename(unfinished, file);
};

/** Writes a file that every user may read, with its directories; it appears by one rename. */
export const writePublicFile = (file: string, text: string, mode = 0o644): Promise<void> =>
  appear(file, mode, (path) => writeFile(path, text));

/** Copies a file for every user to read, with its directories; the copy appears by one rename. */
export const copyPublicFile = (from: string, to: string): Promise<void> =>
  appear(to, 0o644, (path) => copyFile(from, path, constants.COPYFILE_FICLONE));

/** Every file below a directory, by its path relative to it, sorted. */
export const filesBelow = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .sort();
