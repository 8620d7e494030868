import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PackagesParser } from "../../src/distributions/debian/lists/parser.ts";
import { compareVersions } from "../../src/distributions/debian/lists/version.ts";
import {
  type PackageIndex,
  PackageIndexBuilder,
} from "../../src/distributions/package-index/package-index.ts";
import { packageRoot } from "../../src/system/paths.ts";

/** Excerpts of Debian 13's own lists, recorded in November 2026: a console with vim, htop and mc, and a few more. */
const recorded = (component: string) =>
  join(packageRoot(), "test/unit/contents/recorded", `trixie-${component}.Packages`);

/** Puts the recorded lists of a suite into a cache, as a build leaves the real ones there. */
export const putLists = async (
  cache: string,
  { suite = "trixie", mirror = "deb.debian.org_debian", components = ["main", "non-free-firmware"] } = {},
): Promise<void> => {
  const lists = join(cache, "downloads/debian/lib/apt/lists");
  await mkdir(lists, { recursive: true });
  for (const component of components)
    await copyFile(
      recorded(component),
      join(lists, `${mirror}_dists_${suite}_${component}_binary-amd64_Packages`),
    );
};

/** The index of the recorded lists. */
export const recordedIndex = async (): Promise<PackageIndex> => {
  const builder = new PackageIndexBuilder(compareVersions, "apt");
  for (const component of ["main", "non-free-firmware"]) {
    const parser = new PackagesParser((found) => builder.add(found));
    parser.write(await readFile(recorded(component)));
    parser.end();
  }
  return builder.finish();
};
