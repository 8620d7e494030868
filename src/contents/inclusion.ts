import { closureOf, type Packages } from "../distributions/package-index/closure.ts";
import type { IndexedPackage } from "../distributions/package-index/package.ts";
import type { PackageIndex } from "../distributions/package-index/package-index.ts";
import { type PackageGroup, type PackageSettings, packageGroups } from "./packages.ts";

/** Why a package is in an image. */
export interface Inclusion {
  readonly found: IndexedPackage;
  /** What asks for it, or for what needs it; undefined if every tree of the suite has it. */
  readonly group: PackageGroup | undefined;
  /** The package that needs it first; undefined if it is asked for itself. */
  readonly neededBy: IndexedPackage | undefined;
}

/** The packages of an image, in the order in which they are chosen. */
export interface Included {
  readonly byName: ReadonlyMap<string, Inclusion>;
  readonly packages: Packages;
}

/** What settings bring into an image, and why. Pure; takes some tens of milliseconds. */
export const includedBy = (settings: PackageSettings, index: PackageIndex): Included => {
  const groups = packageGroups(settings);
  const { packages, asked } = closureOf(
    index,
    groups.flatMap((group) => group.packages),
  );
  const byName = new Map<string, Inclusion>();
  // What needs a package comes before it.
  for (const [found, neededBy] of packages) {
    const name = asked.get(found);
    const group = neededBy
      ? byName.get(neededBy.name)?.group
      : groups.find((one) => name !== undefined && one.packages.includes(name));
    byName.set(found.name, { found, group, neededBy });
  }
  return { byName, packages };
};
