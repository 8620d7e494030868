import type { Manifest } from "../../release/release.ts";
import { type Difference, differences } from "../../settings/difference.ts";
import { type ComparedPackage, comparePackages, type PackageChanges } from "./packages.ts";

/** A file of a release by its bytes before and after; undefined where it was or is not there. */
export interface FileChange {
  readonly name: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** What one release has other than another, by their manifests. */
export interface ManifestChanges {
  readonly packages: PackageChanges;
  readonly settings: readonly Difference[];
  readonly bootParameters: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly kernel: { readonly before: string; readonly after: string };
  /** All files of both, whether they differ or not. */
  readonly files: readonly FileChange[];
}

export const packagesOf = ({ packages }: Manifest): ComparedPackage[] =>
  packages.map(({ installedKiB, ...one }) => ({ ...one, bytes: installedKiB * 1024 }));

const fileChanges = (before: Manifest, after: Manifest): FileChange[] => {
  const sizes = ({ files }: Manifest) => new Map(files.map(({ name, size }) => [name, size]));
  const [old, now] = [sizes(before), sizes(after)];
  const names = new Set([...now.keys(), ...old.keys()]);
  return [...names].map((name) => ({ name, before: old.get(name), after: now.get(name) }));
};

/** Pure. */
export const compareManifests = (before: Manifest, after: Manifest): ManifestChanges => {
  const without = (words: readonly string[], others: readonly string[]) =>
    words.filter((word) => !others.includes(word));
  return {
    packages: comparePackages(packagesOf(before), packagesOf(after)),
    settings: differences(before.settings, after.settings),
    bootParameters: {
      added: without(after.bootParameters, before.bootParameters),
      removed: without(before.bootParameters, after.bootParameters),
    },
    kernel: { before: before.kernel, after: after.kernel },
    files: fileChanges(before, after),
  };
};
