/** Names of one relation. Any of them is enough. */
export type Alternatives = readonly string[];

/** `net` of `non-free/net`. */
export const plainSection = (section: string): string => section.slice(section.lastIndexOf("/") + 1);

/** A package of a suite's index. Its texts are safe to print. */
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
    /** KiB on disk after the installation; 0 if the index does not say it. */
    readonly installedKiB: number,
    readonly downloadBytes: number,
    /** One line, at most 200 bytes in the index. */
    readonly description: string,
    /** An address, as the index has it; may be empty. */
    readonly homepage: string,
    /** Names of the virtual packages that it provides. */
    readonly provides: readonly string[],
    /** The dependencies as in the index. They are parsed when they are needed, which most never are. */
    private readonly dependsField: string,
    private readonly parseDepends: (field: string) => readonly Alternatives[],
  ) {}

  /** The dependencies: of each entry, one alternative must be installed. Without versions. */
  get depends(): readonly Alternatives[] {
    this.parsed ??= this.parseDepends(this.dependsField);
    return this.parsed;
  }
}
