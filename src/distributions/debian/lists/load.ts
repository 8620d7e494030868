import { createReadStream } from "node:fs";
import { start } from "../../../system/process.ts";
import type { Distribution } from "../../distribution.ts";
import { PackageIndexBuilder } from "../../package-index/package-index.ts";
import { searchPackages } from "../../package-index/search.ts";
import { findPackageLists, type PackageList } from "./find.ts";
import { PackagesParser } from "./parser.ts";
import { compareVersions } from "./version.ts";

/** Small enough that keys and frames come through between two of them. */
const chunkBytes = 256 * 1024;

/** apt-helper(1) is not on the PATH. It reads whatever apt may have compressed a list with. */
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
      // What is packed in a few kilobytes may be endless.
      if (parser.full) void unpacking.stop();
    },
  });
  await unpacking.ended;
};

/** As `Distribution` says. Where lists have several versions of a package, the newest counts, as for apt. */
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
  // The first key that a person types is not the one to wait until the search has been compiled.
  for (const word of ["e", "of"]) searchPackages(index, word, 1);
  return index;
};
