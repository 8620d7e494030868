import type { ListDirectory } from "../distributions/distribution.ts";
import { distributions } from "../distributions/distributions.ts";
import { nearestNames } from "../distributions/package-index/nearest-names.ts";
import type { PackageIndex } from "../distributions/package-index/package-index.ts";
import { suiteLabel } from "../distributions/suites.ts";
import { excludedPackages } from "../settings/schema/contents.ts";
import type { Settings } from "../settings/schema.ts";
import {
  type PackageGroup,
  type PackageSettings,
  packageGroups,
  packageSource,
  type SourceSettings,
} from "./packages.ts";

/** Settings that name packages, or say where packages come from. */
export type CheckedSettings = PackageSettings &
  SourceSettings & {
    readonly packages: Pick<Settings["packages"], "remove">;
    readonly exclude: Pick<Settings["exclude"], "packages">;
  };

/** A name that no package of the suite has. */
export interface MissingPackage {
  /** Dotted name of the setting that asks for it. */
  readonly setting: string;
  /** A sentence without an end, which proposes others. */
  readonly message: string;
}

const settingOf: Readonly<Record<PackageGroup["kind"], string>> = {
  client: "base.suite",
  kernel: "kernel.package",
  firmware: "kernel.firmware",
  network: "client.network",
  role: "packages.roles",
  driver: "packages.drivers",
  stream: "boot.root",
  chosen: "packages.install",
};

/** "a, b or c" */
const oneOf = (names: readonly string[]) =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${names.at(-1)}` : `${names[0]}`;

/** Why a package that is asked for cannot be had, and what a person may have meant. Pure. */
const messageOf = (name: string, index: PackageIndex, label: string): string => {
  const [first, second] = index.providers.get(name) ?? [];
  const meant = nearestNames(index, name);
  if (first && second) return `${name} is only provided by others in ${label}: choose ${oneOf(meant)}`;
  return `there is no package ${name} in ${label}${meant.length > 0 ? `; did you mean ${oneOf(meant)}?` : ""}`;
};

/** The packages that are asked for, each once, by the first that asks for it. */
const askedFor = (settings: PackageSettings): Map<string, PackageGroup> => {
  const asked = new Map<string, PackageGroup>();
  for (const group of packageGroups(settings))
    for (const name of group.packages) if (!asked.has(name)) asked.set(name, group);
  return asked;
};

/** The packages that a person takes out. Those that are excluded by default are of other suites too. */
const takenOut = ({ packages, exclude }: CheckedSettings): Map<string, string> =>
  new Map([
    ...exclude.packages
      .filter((name) => !excludedPackages.includes(name))
      .map((name) => [name, "exclude.packages"] as const),
    ...packages.remove.map((name) => [name, "packages.remove"] as const),
  ]);

/** The names that the lists on this machine lack, and the index to explain them. */
const lookUp = async (
  settings: CheckedSettings,
  names: Iterable<string>,
  directories: readonly ListDirectory[] | undefined,
) => {
  const { findMissingNames, loadPackageIndex } = distributions[settings.base.distribution];
  const source = packageSource(settings);
  const found = await findMissingNames(source, [...names], directories);
  if (!found) return undefined;
  // Reading whole lists takes a second, so it is done only for what they lack.
  const index = found.names.length > 0 ? await loadPackageIndex(source, directories) : undefined;
  return { missing: index ? found.names : [], complete: found.complete, index };
};

const labelOf = ({ base }: CheckedSettings) => suiteLabel(base.distribution, base.suite);

/**
 * Looks up the packages that settings ask for in the lists on this machine.
 * @returns undefined if there are no lists of the suite; else what cannot be installed, and whether nothing but these lists
 * counts
 */
export const checkAsked = async (
  settings: CheckedSettings,
  directories?: readonly ListDirectory[],
): Promise<{ readonly missing: readonly MissingPackage[]; readonly complete: boolean } | undefined> => {
  const asked = askedFor(settings);
  const found = await lookUp(settings, asked.keys(), directories);
  if (!found) return undefined;
  const { missing, complete, index } = found;
  return {
    missing: missing.flatMap((name) => {
      const group = asked.get(name);
      // A single provider is installed in its place.
      if (!group || !index || index.providers.get(name)?.length === 1) return [];
      const by = group.kind === "role" ? `the role ${group.name}: ` : "";
      return [{ setting: settingOf[group.kind], message: by + messageOf(name, index, labelOf(settings)) }];
    }),
    complete,
  };
};

/** Packages to take out of the image that no list on this machine has. That harms nothing, but may be a wrong name. */
export const checkRemoved = async (
  settings: CheckedSettings,
  directories?: readonly ListDirectory[],
): Promise<MissingPackage[]> => {
  const removed = takenOut(settings);
  if (removed.size === 0) return [];
  const { missing = [], index } = (await lookUp(settings, removed.keys(), directories)) ?? {};
  return missing.flatMap((name) => {
    const setting = removed.get(name);
    return setting && index ? [{ setting, message: messageOf(name, index, labelOf(settings)) }] : [];
  });
};
