import { setImmediate } from "node:timers/promises";
import type { Distribution } from "../../distribution.ts";
import { PackageIndexBuilder } from "../../package-index/package-index.ts";
import { searchPackages } from "../../package-index/search.ts";
import { findPackageLists } from "./find.ts";
import { PackagesParser } from "./parser.ts";
import { readList } from "./read.ts";
import { compareVersions } from "./version.ts";

/** See `Distribution`. If lists have several versions of a package, the newest counts, as for apt. */
export const loadPackageIndex: Distribution["loadPackageIndex"] = async (source, directories) => {
  const lists = await findPackageLists(source, directories);
  const builder = new PackageIndexBuilder(compareVersions, "apt");
  for (const list of lists) {
    const parser = new PackagesParser((found) => builder.add(found));
    const read = readList(list, (chunk) => {
      parser.write(chunk);
      return !parser.full;
    });
    await read.catch(() => {});
    parser.end();
  }
  if (builder.size === 0) return undefined;
  const newest = Math.max(...lists.map(({ writtenAt }) => writtenAt.getTime()));
  const index = await builder.finish(
    lists.map(({ path }) => path),
    new Date(newest),
  );
  // Compiles the search now, so that the first typed key does not wait for it.
  for (const word of ["e", "of"]) {
    await setImmediate();
    searchPackages(index, word, 1);
  }
  return index;
};
