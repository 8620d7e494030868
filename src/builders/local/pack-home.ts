/**
 * `node pack-home.js DIRECTORY ARCHIVE`: a separate program, because it must run in the namespace in which the tree's files
 * can be read.
 */
import { create } from "tar";

const [directory, archive] = process.argv.slice(2);
if (!directory || !archive) throw new Error("usage: pack-home DIRECTORY ARCHIVE");

// tar takes the name of user 0 from here. In a user namespace it would be that of the building user.
process.env.USER = "root";

// The build user's keys must not reach the clients: REFERENCE B7.
const isSshDirectory = (path: string) => /^\.\/[^/]+\/\.ssh(\/|$)/.test(path);

await create(
  { cwd: directory, file: archive, gzip: true, strict: true, filter: (path) => !isSshDirectory(path) },
  ["."],
);
