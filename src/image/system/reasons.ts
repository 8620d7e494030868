import { type PackageGroup, type PackageSettings, packageGroups } from "../../contents/packages.ts";
import type { InstalledPackage } from "../../distributions/installed.ts";

/** Why a package is in an image. */
export interface Reason {
  /** system: part of every system; for the others see PackageGroup. */
  readonly kind: "system" | PackageGroup["kind"];
  /** Name of the role, firmware, driver or kind of network; else the same as `kind`. */
  readonly name: string;
  /** Whether the package was requested; else it is a dependency. */
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
    stream: "streamed root",
    chosen: "chosen",
  };
  return direct ? words[kind] : `${words[kind]} (dependency)`;
};

/** The packages that satisfy the dependencies of each package. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** The installed packages that each package depends on. Of alternatives: the first installed one, or the first provided one. */
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
 * The reason why each package is installed, from the settings of the image. A direct request takes precedence. A
 * dependency gets the first group that leads to it.
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
        // The dependencies of a requested package belong to the group that requested it.
        if (!reasons.get(needed)?.direct) waiting.push(needed);
      }
    }
  }
  return reasons;
};
