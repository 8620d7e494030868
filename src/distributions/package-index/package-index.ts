import type { IndexedPackage } from "./package.ts";
import { type SearchText, searchTextOf } from "./search-text.ts";

/** The packages of a suite, each in its newest version. */
export interface PackageIndex {
  readonly byName: ReadonlyMap<string, IndexedPackage>;
  /** All packages, sorted by name. */
  readonly alphabetical: readonly IndexedPackage[];
  /** What every tree has: the essential packages, and those of priority `required` with the installer. */
  readonly base: {
    readonly essential: readonly IndexedPackage[];
    readonly required: readonly IndexedPackage[];
  };
  readonly searchText: SearchText;
  /** The providers of virtual packages. */
  readonly providers: ReadonlyMap<string, readonly IndexedPackage[]>;
  /** Sections as in the index (`net`, `universe/net`), with their numbers of packages. */
  readonly sections: ReadonlyMap<string, number>;
  /** The files that it was read from; empty if it was not read from files. */
  readonly lists: readonly string[];
  /** When the newest of these files was written; undefined if there are none. */
  readonly writtenAt: Date | undefined;
}

const byNameOrder = (a: IndexedPackage, b: IndexedPackage): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/** Collects packages while lists are read. Of several versions of a package, the newest is kept. */
export class PackageIndexBuilder {
  private readonly byName = new Map<string, IndexedPackage>();

  /**
   * @param compareVersions below 0 if the first is older, above 0 if it is newer
   * @param installer the package that installs packages; every tree has it
   */
  constructor(
    private readonly compareVersions: (a: string, b: string) => number,
    private readonly installer: string,
  ) {}

  add(found: IndexedPackage): void {
    const there = this.byName.get(found.name);
    if (there && this.compareVersions(there.version, found.version) >= 0) return;
    this.byName.set(found.name, found);
  }

  get size(): number {
    return this.byName.size;
  }

  async finish(lists: readonly string[] = [], writtenAt?: Date): Promise<PackageIndex> {
    const alphabetical = [...this.byName.values()].sort(byNameOrder);
    const providers = new Map<string, IndexedPackage[]>();
    const sections = new Map<string, number>();
    for (const found of alphabetical) {
      for (const name of found.provides) {
        const others = providers.get(name);
        if (others) others.push(found);
        else providers.set(name, [found]);
      }
      sections.set(found.section, (sections.get(found.section) ?? 0) + 1);
    }
    return {
      byName: this.byName,
      alphabetical,
      base: {
        essential: alphabetical.filter(({ essential }) => essential),
        required: alphabetical.filter(
          ({ priority, name }) => priority === "required" || name === this.installer,
        ),
      },
      searchText: await searchTextOf(alphabetical),
      providers,
      sections,
      lists,
      writtenAt,
    };
  }
}
