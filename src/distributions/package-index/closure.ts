import type { Alternatives, IndexedPackage } from "./package.ts";
import type { PackageIndex } from "./package-index.ts";

/** Debian Policy 2.5, best first. Among the providers of a virtual package, apt prefers the best priority. */
const priorities = ["required", "important", "standard", "optional", "extra"];
const order = ({ priority }: IndexedPackage): number => {
  const at = priorities.indexOf(priority);
  return at < 0 ? priorities.length : at;
};

/** Packages, each with the one that needs it first; undefined for those that are asked for, or in every tree. */
export type Packages = ReadonlyMap<IndexedPackage, IndexedPackage | undefined>;

/** The set of packages that will be installed, as it grows. */
class Closure {
  /** In the order of choosing, each with the package that needs it; none where it was asked for. */
  readonly chosen: Map<IndexedPackage, IndexedPackage | undefined>;
  private readonly pending: IndexedPackage[] = [];

  /** @param there a set that is complete */
  constructor(
    private readonly index: PackageIndex,
    there: Packages = new Map(),
  ) {
    this.chosen = new Map(there);
  }

  choose(found: IndexedPackage, by?: IndexedPackage): void {
    if (this.chosen.has(found)) return;
    this.chosen.set(found, by);
    this.pending.push(found);
  }

  private isMet(alternatives: readonly string[]): boolean {
    for (const name of alternatives) {
      const real = this.index.byName.get(name);
      if (real && this.chosen.has(real)) return true;
      for (const provider of this.index.providers.get(name) ?? []) {
        if (this.chosen.has(provider)) return true;
      }
    }
    return false;
  }

  /** The first alternative that exists. Among its providers, that of the best priority, then the first by name. */
  private pick(alternatives: readonly string[]): IndexedPackage | undefined {
    for (const name of alternatives) {
      const real = this.index.byName.get(name);
      if (real) return real;
      const [first, ...others] = this.index.providers.get(name) ?? [];
      if (first) return others.reduce((best, other) => (order(other) < order(best) ? other : best), first);
    }
    return undefined;
  }

  /** Adds the dependencies of the chosen packages. Like apt, relations without a choice first: they may decide a choice. */
  complete(): void {
    const choices: { readonly alternatives: Alternatives; readonly by: IndexedPackage }[] = [];
    let settled = 0;
    for (;;) {
      const next = this.pending.pop();
      if (next) {
        for (const alternatives of next.depends) {
          if (this.isMet(alternatives)) continue;
          const real = alternatives.length === 1 && this.index.byName.get(alternatives[0] as string);
          if (real) this.choose(real, next);
          else choices.push({ alternatives, by: next });
        }
        continue;
      }
      const choice = choices[settled];
      if (!choice) return;
      settled += 1;
      if (this.isMet(choice.alternatives)) continue;
      const picked = this.pick(choice.alternatives);
      if (picked) this.choose(picked, choice.by);
    }
  }
}

/**
 * The packages of a tree for which `names` are requested: what mmdebstrap --variant=minbase installs (Essential,
 * then Priority: required and apt), `names`, and their dependencies without recommendations. Conflicts and versions are
 * ignored, so apt decides differently in a few cases.
 * @returns `packages`: what will be installed, in the order of choosing; `asked`: the name by which each was requested that
 * not every tree has;
 * `unknown`: those of `names` that the index does not have, or that several packages provide
 */
export const closureOf = (
  index: PackageIndex,
  names: readonly string[],
): {
  packages: Packages;
  asked: ReadonlyMap<IndexedPackage, string>;
  unknown: string[];
} => {
  const closure = new Closure(index);
  // Two steps, as in mmdebstrap: the essential packages decide, for instance, which package provides awk.
  for (const found of index.base.essential) closure.choose(found);
  closure.complete();
  for (const found of index.base.required) closure.choose(found);
  const unknown: string[] = [];
  const asked = new Map<IndexedPackage, string>();
  for (const name of new Set(names)) {
    const [provider, another] = index.providers.get(name) ?? [];
    // apt refuses a virtual package with several providers.
    const meant = index.byName.get(name) ?? (another ? undefined : provider);
    if (!meant) unknown.push(name);
    else if (!closure.chosen.has(meant)) {
      asked.set(meant, name);
      closure.choose(meant);
    }
  }
  closure.complete();
  return { packages: closure.chosen, asked, unknown };
};

/**
 * What a package adds to a complete set: itself and what it needs that is not there, in the order of choosing. Nothing if it is
 * there. It takes far less time than `closureOf`, which may decide otherwise where a package has alternatives.
 */
export const additionTo = (index: PackageIndex, there: Packages, found: IndexedPackage): Packages => {
  const closure = new Closure(index, there);
  closure.choose(found);
  closure.complete();
  return new Map([...closure.chosen].slice(there.size));
};
