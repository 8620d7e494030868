import { compareVersions } from "../../distributions/distributions.ts";

/** A package as it is compared; `bytes` installed. */
export interface ComparedPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly bytes: number;
}

/** A package that differs: what was installed before, and what after. */
export interface PackageChange {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
  /** Bytes installed that it has more than before; negative where it has fewer. */
  readonly bytes: number;
}

export interface PackageChanges {
  readonly added: readonly PackageChange[];
  readonly removed: readonly PackageChange[];
  readonly upgraded: readonly PackageChange[];
  readonly downgraded: readonly PackageChange[];
}

/** By name; with the architecture where a name is there twice. */
const byKey = (packages: readonly ComparedPackage[]): Map<string, ComparedPackage> => {
  const found = new Map<string, ComparedPackage>();
  for (const one of packages)
    found.set(found.has(one.name) ? `${one.name}:${one.architecture}` : one.name, one);
  return found;
};

/** What one list of packages has other than another. Pure. */
export const comparePackages = (
  before: readonly ComparedPackage[],
  after: readonly ComparedPackage[],
): PackageChanges => {
  const [old, now] = [byKey(before), byKey(after)];
  const changed = [...now].flatMap(([name, { version, bytes }]) => {
    const was = old.get(name);
    if (!was || was.version === version) return [];
    return [{ name, before: was.version, after: version, bytes: bytes - was.bytes }];
  });
  const isNewer = (change: { before: string; after: string }) =>
    compareVersions(change.before, change.after) < 0;
  return {
    added: [...now].flatMap(([name, { version, bytes }]) =>
      old.has(name) ? [] : [{ name, after: version, bytes }],
    ),
    removed: [...old].flatMap(([name, { version, bytes }]) =>
      now.has(name) ? [] : [{ name, before: version, bytes: -bytes }],
    ),
    upgraded: changed.filter(isNewer),
    downgraded: changed.filter((change) => !isNewer(change)),
  };
};
