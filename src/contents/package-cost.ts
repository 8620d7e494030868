import { additionTo } from "../distributions/package-index/closure.ts";
import type { IndexedPackage } from "../distributions/package-index/package.ts";
import type { PackageIndex } from "../distributions/package-index/package-index.ts";
import { type Included, includedBy } from "./inclusion.ts";
import type { PackageSettings } from "./packages.ts";

/** A package that is added to an image, and what it brings along. Sizes in bytes in the packed image. */
export interface AddedPackage {
  readonly found: IndexedPackage;
  readonly bytes: number;
  /** With all below. */
  readonly totalBytes: number;
  /** Needed by it and by nothing before it, the largest first. */
  readonly below: readonly AddedPackage[];
}

/** The image without a package, as far as nothing else brings that. */
export const includedWithout = (
  settings: PackageSettings,
  index: PackageIndex,
  included: Included,
  name: string,
): Included => {
  const { install } = settings.packages;
  if (!install.includes(name)) return included;
  const others = install.filter((other) => other !== name);
  return includedBy({ ...settings, packages: { ...settings.packages, install: others } }, index);
};

/**
 * What a package adds to an image, with all that it needs. Pure.
 * @param bytesOf what a package takes in the image
 * @returns undefined if it is there already
 */
export const costOf = (
  index: PackageIndex,
  { packages }: Pick<Included, "packages">,
  found: IndexedPackage,
  bytesOf: (found: IndexedPackage) => number,
): AddedPackage | undefined => {
  const parents = additionTo(index, packages, found);
  const added = [...parents.keys()];
  const nodeOf = (one: IndexedPackage): AddedPackage => {
    const below = added
      .filter((other) => parents.get(other) === one)
      .map(nodeOf)
      .sort((a, b) => b.totalBytes - a.totalBytes);
    const bytes = bytesOf(one);
    return {
      found: one,
      bytes,
      totalBytes: below.reduce((sum, { totalBytes }) => sum + totalBytes, bytes),
      below,
    };
  };
  return added[0] && nodeOf(added[0]);
};

/** All packages of such a tree. */
export const packagesIn = ({ found, below }: AddedPackage): IndexedPackage[] => [
  found,
  ...below.flatMap(packagesIn),
];
