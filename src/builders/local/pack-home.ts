/**
 * `node pack-home.js DIRECTORY ARCHIVE LATEST`: a separate program, because it must run in the namespace in which the
 * tree's files can be read.
 */
import { packHome } from "./home-archive.ts";

const [directory, archive, latest] = process.argv.slice(2);
if (!directory || !archive || !latest) throw new Error("usage: pack-home DIRECTORY ARCHIVE LATEST");
await packHome(directory, archive, Number(latest));
