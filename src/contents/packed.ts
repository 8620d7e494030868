import table from "../catalog/packed-packages.json" with { type: "json" };
import type { IndexedPackage } from "../distributions/package-index/package.ts";

type Facts = Pick<IndexedPackage, "name" | "installedKiB" | "downloadBytes">;

/**
 * Packages as test/bench/measure-packages.mjs measured them: what mksquashfs (zstd, level 9, blocks of 128 KiB) makes of
 * a package for each byte of its .deb, and how much of that lies in folders that people exclude.
 */
const measured: Readonly<Record<string, readonly unknown[]>> = table;

/**
 * For a package that was not measured, by linear regression over those that were: for each byte of the .deb, for each
 * installed byte, and what a package has of documentation, which the usual excludes leave out. Of 40 of those packages,
 * taken out of the regression, the sum is wrong by 6 % (median).
 */
const unmeasured = { download: 0.843, installed: 0.1226, less: 27_800 };
/** The same for each byte of the .deb, on an average: what it has in these folders. */
const usualPlaces: Readonly<Record<string, number>> = {
  "usr/share/doc": 0.07,
  "usr/share/man": 0.02,
  "usr/share/locale": 0.08,
};

/** What a tree has beside the files of packages: certificates, caches, the guest's files; and dpkg's lists of files. */
export const besidesPackages = { bytes: 4_500_000, bytesOfPackage: 7_800, place: "var/lib/dpkg/info" };

/** Whether the files of a package are packed already, as the modules of Debian 13's kernel are. */
export const isPackedAlready = ({ installedKiB, downloadBytes }: Facts): boolean =>
  downloadBytes > 0.8 * installedKiB * 1024;

/** The row of the table for a package. Versions in names do not count: libllvm19 is like libllvm18. */
export const rowOf = (found: Facts): string =>
  found.name.replace(/\d+(?:[.+]\w+)*(?:-\d+)*/g, "#") + (isPackedAlready(found) ? ", packed already" : "");

/** Whether a pattern of the excludes takes out all of a folder; a wildcard stands for one name. */
const covers = (pattern: string, place: string): boolean => {
  const names = pattern.replace(/(\/\*+)+$/, "").split("/");
  const folders = place.split("/");
  return (
    names.length <= folders.length &&
    names.every((name, at) => name === folders[at] || name === "*" || folders[at] === "*")
  );
};

/** Whether the excludes take out a folder. */
export const excludedBy = (patterns: readonly string[]): ((place: string) => boolean) => {
  const known = new Map<string, boolean>();
  return (place) => {
    const found = known.get(place) ?? patterns.some((pattern) => covers(pattern, place));
    known.set(place, found);
    return found;
  };
};

/** What a package takes in an image that is packed as the table says, without the folders that are `excluded`. Pure. */
export const packedBytes = (found: Facts, excluded: (place: string) => boolean): number => {
  const { downloadBytes, installedKiB } = found;
  const [all, places = {}] = (measured[rowOf(found)] ?? []) as [number?, Record<string, number>?];
  const less = (from: Readonly<Record<string, number>>) =>
    Object.entries(from).reduce((sum, [place, share]) => sum + (excluded(place) ? share : 0), 0);
  if (all !== undefined) return downloadBytes * Math.max(0, all - less(places));
  if (isPackedAlready(found)) return downloadBytes;
  const usual = Math.max(
    0.2 * downloadBytes,
    unmeasured.download * downloadBytes +
      unmeasured.installed * installedKiB * 1024 -
      (installedKiB > 0 ? unmeasured.less : 0),
  );
  // The regression knows images with the usual excludes: without documentation, with translations.
  const { "usr/share/locale": locale = 0, ...documentation } = usualPlaces;
  const kept = Object.values(documentation).reduce((sum, share) => sum + share, 0) - less(documentation);
  return Math.max(0, usual + downloadBytes * (kept - (excluded("usr/share/locale") ? locale : 0)));
};
