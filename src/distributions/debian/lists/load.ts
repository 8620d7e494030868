import { createReadStream } from "node:fs";
import { start } from "../../../system/process.ts";
import type { Distribution } from "../../distribution.ts";
import { PackageIndexBuilder } from "../../package-index/package-index.ts";
import { searchPackages } from "../../package-index/search.ts";
import { findPackageLists, type PackageList } from "./find.ts";
import { PackagesParser } from "./parser.ts";
import { compareVersions } from "./version.ts";

/** Small enough that keys and frames are handled between two chunks. */
const chunkBytes = 256 * 1024;

/** apt-helper(1) is not on the PATH. It reads all compressions that apt uses for lists. */
const aptHelper = "/usr/lib/apt/apt-helper";

const readList = async ({ path, compressed }: PackageList, parser: PackagesParser): Promise<void> => {
  if (!compressed) {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      parser.write(chunk);
      if (parser.full) return;
    }
    return;
  }
  const unpacking = start([aptHelper, "cat-file", path], {
    onOutput(chunk) {
      parser.write(Buffer.from(chunk));
      // A few kilobytes may unpack to an endless stream.
      if (parser.full) void unpacking.stop();
    },
  });
  await unpacking.ended;
};

/** See `Distribution`. If lists have several versions of a package, the newest counts, as for apt. */
export const loadPackageIndex: Distribution["loadPackageIndex"] = async (source, directories) => {
  const lists = await findPackageLists(source, directories);
  const builder = new PackageIndexBuilder(compareVersions, "apt");
  for (const list of lists) {
    const parser = new PackagesParser((found) => builder.add(found));
    await readList(list, parser).catch(() => {});
    parser.end();
  }
  if (builder.size === 0) return undefined;
  const newest = Math.max(...lists.map(({ writtenAt }) => writtenAt.getTime()));
  const index = builder.finish(
    lists.map(({ path }) => path),
    new Date(newest),
  );
  // Compiles the search now, so that the first typed key does not wait for it.
  for (const word of ["e", "of"]) searchPackages(index, word, 1);
  return index;
};
