import { type PackageGroup, type PackageSettings, packageGroups } from "../../contents/packages.ts";
import type { InstalledPackage } from "../../distributions/installed.ts";

/** Why a package is in an image. */
export interface Reason {
  /** system: every system has it; the others as in the catalog. */
  readonly kind: "system" | PackageGroup["kind"];
  /** Which role, firmware, driver or kind of network; the kind again where there is only one. */
  readonly name: string;
  /** Whether it was asked for itself; else it is a dependency. */
  readonly direct: boolean;
}

export const reasonText = ({ kind, name, direct }: Reason): string => {
  const words = {
    system: "every system",
    client: "every client",
    kernel: "kernel",
    firmware: `firmware ${name}`,
    network: `network ${name}`,
    role: `role ${name}`,
    driver: `driver ${name}`,
    chosen: "chosen",
  };
  return direct ? words[kind] : `${words[kind]} (dependency)`;
};

/** Of each dependency the package that fulfils it here. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** What each installed package needs of the others: of alternatives the first that is there, or who provides it. */
export const needsOf = (packages: readonly InstalledPackage[]): Needs => {
  const installed = new Set(packages.map(({ name }) => name));
  const providers = new Map<string, string>();
  for (const { name, provides } of packages) {
    for (const provided of provides) if (!providers.has(provided)) providers.set(provided, name);
  }
  const fulfilling = (alternatives: readonly string[]) => {
    const named = alternatives.find((name) => installed.has(name));
    return named ?? alternatives.map((name) => providers.get(name)).find((name) => name !== undefined);
  };
  return new Map(
    packages.map(({ name, depends }) => {
      const found = depends.map(fulfilling).filter((other) => other !== undefined && other !== name);
      return [name, [...new Set(found as string[])]];
    }),
  );
};

/**
 * Why each package is there, by the settings that the image was made from: what was asked for itself first, then
 * dependencies of what comes first in the list of groups.
 */
export const reasonsFor = (
  packages: readonly InstalledPackage[],
  needs: Needs,
  settings: PackageSettings,
): ReadonlyMap<string, Reason> => {
  const reasons = new Map<string, Reason>();
  const basic = packages.flatMap(({ name, basic: isBasic }) => (isBasic ? [name] : []));
  const groups = [{ kind: "system" as const, name: "system", packages: basic }, ...packageGroups(settings)];
  for (const { kind, name, packages: asked } of groups) {
    for (const wanted of asked) {
      if (needs.has(wanted) && !reasons.has(wanted)) reasons.set(wanted, { kind, name, direct: true });
    }
  }
  for (const { kind, name, packages: asked } of groups) {
    const waiting = [...asked];
    const seen = new Set(waiting);
    for (let wanted = waiting.pop(); wanted !== undefined; wanted = waiting.pop()) {
      for (const needed of needs.get(wanted) ?? []) {
        if (seen.has(needed)) continue;
        seen.add(needed);
        if (!reasons.has(needed)) reasons.set(needed, { kind, name, direct: false });
        // What another group asked for brings its own dependencies.
        if (!reasons.get(needed)?.direct) waiting.push(needed);
      }
    }
  }
  return reasons;
};
