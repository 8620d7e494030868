/** A package that is installed in a tree. Its texts are safe to print. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly section: string;
  readonly description: string;
  /** Whether every system has it. */
  readonly basic: boolean;
  readonly installedBytes: number;
  /** Lists of names. One package of each list is needed. */
  readonly depends: readonly (readonly string[])[];
  readonly provides: readonly string[];
}

/** Files by their path in the image. */
export type Files = ReadonlyMap<string, Buffer>;

/** Reads from a package manager's files which packages an image has, and which package a file belongs to. Pure. */
export interface PackageManager {
  /**
   * Paths of the package manager's files.
   * @param namesIn the names in a directory of the image; none if there is no such directory
   * @param of packages; with it, of the files about a single package only theirs
   */
  files(namesIn: (directory: string) => readonly string[], of?: readonly string[]): readonly string[];
  /**
   * The installed packages, sorted by name, and the absolute paths of each package as bytes. Invalid entries are ignored.
   */
  read(files: Files): { readonly found: InstalledPackage; readonly paths: Iterable<Buffer> }[];
}
