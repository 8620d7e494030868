/** A package that is installed in a tree; its texts are harmless to print. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly section: string;
  readonly description: string;
  /** Whether every system has it. */
  readonly basic: boolean;
  readonly installedBytes: number;
  /** Names of which one each is needed. */
  readonly depends: readonly (readonly string[])[];
  readonly provides: readonly string[];
}

/** Files by their path in the image. */
export type Files = ReadonlyMap<string, Buffer>;

/** What a package manager's own files say is installed in an image, and whose a file is. Pure. */
export interface PackageManager {
  /**
   * Paths of the package manager's files.
   * @param namesIn the names in a directory of the image; none where there is no such directory
   */
  files(namesIn: (directory: string) => readonly string[]): readonly string[];
  /**
   * The installed packages, sorted by name, and the absolute paths that each has, in bytes as the files have them. What
   * is not sound is left out.
   */
  read(files: Files): { readonly found: InstalledPackage; readonly paths: Iterable<Buffer> }[];
}
