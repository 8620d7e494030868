/** Names of one relation, any of which will do. */
export type Alternatives = readonly string[];

/** `net` of `non-free/net`. */
export const plainSection = (section: string): string => section.slice(section.lastIndexOf("/") + 1);

/** A package of a suite's index; its texts are harmless to print. */
export class IndexedPackage {
  private parsed: readonly Alternatives[] | undefined;

  constructor(
    readonly name: string,
    readonly version: string,
    /** Such as `net`, `non-free-firmware/kernel` or Ubuntu's `universe/net`; may be empty. */
    readonly section: string,
    /** required, important, standard, optional or extra; may be empty. */
    readonly priority: string,
    readonly essential: boolean,
    /** KiB on disk once installed; 0 where the index does not say. */
    readonly installedKiB: number,
    readonly downloadBytes: number,
    /** One line, at most 200 bytes of the index. */
    readonly description: string,
    /** Names of the virtual packages that it provides. */
    readonly provides: readonly string[],
    /** What it depends on as the index writes it: most are never asked for. */
    private readonly dependsField: string,
    private readonly parseDepends: (field: string) => readonly Alternatives[],
  ) {}

  /** What has to be installed too: of each entry one alternative. Versions are dropped. */
  get depends(): readonly Alternatives[] {
    this.parsed ??= this.parseDepends(this.dependsField);
    return this.parsed;
  }
}
