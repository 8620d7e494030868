import type { Stats } from "node:fs";
import { readdir } from "node:fs/promises";
import { create } from "tar";

/** The build user's keys must not reach the clients: REFERENCE B7. */
const isSshDirectory = (path: string) => /^\.\/[^/]+\/\.ssh(\/|$)/.test(path);

/** All paths below a directory, the directories before what is in them, in an order that no file system decides. */
const pathsIn = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const paths = entries.map(({ parentPath, name }) => `.${`${parentPath}/${name}`.slice(directory.length)}`);
  return [".", ...paths.sort()];
};

/**
 * Leaves of a file's numbers those that are the same wherever and whenever its tree was made: tar writes the others where
 * a name is too long for a plain header.
 */
const plain = (stat: Stats, latest: number): void => {
  const time = new Date(Math.min(Math.floor(stat.mtimeMs / 1000), latest) * 1000);
  Object.assign(stat, { mtime: time, atime: time, ctime: time, dev: 0, ino: 0, nlink: 1 });
};

/**
 * Packs a tree's /home. The same files make the same bytes.
 * @param latest seconds since 1970; a file that was changed later is dated to it
 */
export const packHome = async (directory: string, archive: string, latest: number): Promise<void> => {
  // tar takes the name of user 0 from here. In a user namespace it would be that of the building user.
  process.env.USER = "root";
  const paths = (await pathsIn(directory)).filter((path) => !isSshDirectory(path));
  await create(
    {
      ...{ cwd: directory, file: archive, strict: true, noDirRecurse: true },
      // Without the name of the operating system in gzip's header.
      gzip: { portable: true },
      onWriteEntry: ({ stat }) => stat && plain(stat, latest),
    },
    paths,
  );
};
