import type { FirmwareName } from "../catalog/firmware.ts";
import type { Architecture } from "./architecture.ts";
import type { PackageManager } from "./installed.ts";
import type { PackageIndex } from "./package-index/package-index.ts";

/** How a running client gets its network. */
export type NetworkKind = "ifupdown" | "networkd";

/** A release of a distribution. */
export interface Suite {
  /** Its name for a person, such as "Debian 13 trixie". */
  readonly label: string;
  /** What `client.network: auto` means. */
  readonly network: NetworkKind;
  /** Base boxes of Vagrant Cloud, the preferred one first. */
  readonly boxes: readonly BaseBox[];
}

/** A base box of Vagrant Cloud, and the Vagrant providers that it exists for. */
export interface BaseBox {
  readonly name: string;
  readonly providers: readonly ("libvirt" | "virtualbox")[];
}

/** Where packages come from. */
export interface PackageSource {
  /** The distribution's name, as in settings. */
  readonly distribution: string;
  readonly suite: string;
  /** Address of one mirror for all pockets; null: the distribution's own mirrors. */
  readonly mirror: string | null;
  /** Components of the archive, such as main. */
  readonly components: readonly string[];
  readonly architecture: Architecture;
}

/** The contents of a root tree. */
export interface TreeContents extends PackageSource {
  readonly packages: readonly string[];
}

/** A package of a tree: this version and, by the sum, this file of it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Of the package's file, in hexadecimal. Absent where no list had it. */
  readonly sha256?: string | undefined;
}

/** A command to run in a private mount namespace, and the variables that it needs in addition to our environment. */
export interface Command {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Reports progress from 0 to 1, or undefined if it is not known. `detail` is for a person. */
export type Progress = (fraction: number | undefined, detail?: string) => void;

/** Makes root trees from packages. The directory for downloads has a subdirectory for each of `kinds`. */
export interface Bootstrap {
  /** The directories of downloads, below /var of the tree. */
  readonly kinds: readonly string[];
  /** The one of them that has the package lists. */
  readonly lists: string;
  /**
   * Downloads only the signed package lists. It makes the directory `target`, which is of no use afterwards.
   * @param lock directory that `openLock` has filled: lists of a snapshot are downloaded as well
   */
  listsCommand(source: PackageSource, target: string, downloads: string, lock?: string): Command;
  /**
   * Makes `output`/tree without an initrd from the lists in `downloads`. `output` exists, and `output`/tree does not.
   * @param lock directory that `closeLock` has filled: no other versions are installed
   */
  treeCommand(contents: TreeContents, output: string, downloads: string, lock?: string): Command;
  /** When the newest of the lists in `downloads` was signed, in seconds since 1970; undefined if no list says it. */
  listsDate(downloads: string): Promise<number | undefined>;
  /** The packages of `tree`, with the sums that the lists in `downloads` have of their files. */
  installed(tree: string, downloads: string): Promise<LockedPackage[]>;
  /** Begins the directory `lock`. @param snapshot address of an archive with older versions */
  openLock(source: PackageSource, lock: string, snapshot: string | null): Promise<void>;
  /**
   * Completes the directory `lock` for exactly these packages, from the lists and, where these no longer have one, from
   * the packages in `downloads`.
   * @returns the packages that are in neither; then nothing can be installed
   */
  closeLock(packages: readonly LockedPackage[], lock: string, downloads: string): Promise<LockedPackage[]>;
  /**
   * Follows the output of `treeCommand`, line by line.
   * @param packages how many the tree will have, as far as that is known
   */
  follow(progress: Progress, packages?: number): (line: string) => void;
}

/** A directory of downloaded package lists. */
export interface ListDirectory {
  readonly path: string;
  /** Whether it may contain lists of other origins than the distribution, which are ignored. */
  readonly mixed: boolean;
}

/** How the Vagrant builder's template, a virtual machine with a disk, differs from a client. */
export interface Template {
  /** Packages that are removed from the image, unless the settings or other packages need them. */
  machinePackages(architecture: Architecture): readonly string[];
  /** Packages that are removed from the template itself. */
  readonly unwanted: readonly string[];
  /** Packages that the template needs. */
  readonly tools: readonly string[];
  /** Paths that are never in the image; wildcards as for mksquashfs -wildcards. */
  readonly excludes: readonly string[];
  /** All packages of a box that thinsmith makes; undefined if it makes none. */
  readonly boxPackages?: ((kernel: string) => readonly string[]) | undefined;
}

/** Names of packages by their purpose, without dependencies. */
export interface PackageNames {
  /** The generator of the initrd. */
  readonly initrd: readonly string[];
  /** What the generator packs with, by the initrd's compression. */
  readonly initrdCompression: Readonly<Record<"zstd" | "xz" | "lz4" | "gzip", readonly string[]>>;
  /** What reads a root block by block from a server (boot.root). */
  readonly stream: readonly string[];
  /** What every client needs, whatever its role. */
  readonly client: readonly string[];
  readonly network: Readonly<Record<NetworkKind, readonly string[]>>;
  readonly firmware: Readonly<Record<FirmwareName, readonly string[]>>;
  /** The kernel for `kernel.package: auto`. */
  kernel(architecture: Architecture): string;
}

/** The licence of a package, as SPDX has it. */
export interface KnownLicence {
  /** A licence expression (SPDX 2.3, annex D). */
  readonly expression: string;
  /** For each LicenseRef- of the expression the name that the distribution has for it. */
  readonly references: ReadonlyMap<string, string>;
}

/** The licence of a package, or why it is not known, as a sentence without its end. */
export type Licence = KnownLicence | { readonly problem: string };

/** A version of a package in the lists on this machine. */
export interface AvailableVersion {
  readonly version: string;
  readonly architecture: string;
  /** The source package that it is built from, and its version. */
  readonly source: string;
  readonly sourceVersion: string;
  /** The archive that has it, such as trixie-security. */
  readonly archive: string;
  /** Whether that is the archive of security updates. */
  readonly security: boolean;
}

/** What package lists on this machine say of some packages. */
export interface AvailableVersions {
  readonly versions: ReadonlyMap<string, readonly AvailableVersion[]>;
  /** The archives that there are lists of, the suite's own first. */
  readonly archives: readonly string[];
  /** Whether the archive of security updates is among them. */
  readonly security: boolean;
}

/** A distribution that images are made of. */
export interface Distribution {
  /** Folder of the family below src/distributions/. The builders' scripts call the functions of its distribution.sh. */
  readonly family: string;
  /** Suites by name, newest first. */
  readonly suites: Readonly<Record<string, Suite>>;
  /** Names of further suites that its archive has or had. Images of them are not tried. */
  readonly otherSuites: readonly string[];
  /** The mirror that packages come from where settings name none. */
  readonly archive: string;
  /** Files below the address of a mirror of which a suite has one at least. */
  releaseFiles(suite: string): readonly string[];
  readonly packages: PackageNames;
  /** Whether the kernel's package brings firmware by itself. */
  readonly kernelBringsFirmware: boolean;
  /** Package with the keys that sign the archive. */
  readonly keyring: string;
  /** Components of the archive from which packages come, with or without those for firmware. */
  components(suite: string, withFirmware: boolean): readonly string[];
  readonly bootstrap: Bootstrap;
  /**
   * The index of the packages of a source, from lists on this machine. Reading takes about a second and does not block. A list
   * that cannot be read is ignored.
   * @param directories where to look for lists; by default our own downloads, then those of this machine's apt
   * @returns undefined if there are no lists: `Bootstrap.listsCommand` downloads them
   */
  loadPackageIndex(
    source: PackageSource,
    directories?: readonly ListDirectory[],
  ): Promise<PackageIndex | undefined>;
  /**
   * Looks up names in the lists on this machine, without reading more of them than names. Takes a fifth of a second.
   * @returns undefined if there are no lists; else `names`: those that no package has; `complete`: whether these are all lists
   * of the source's components, from the mirror that it names, and could be read
   */
  findMissingNames(
    source: PackageSource,
    names: readonly string[],
    directories?: readonly ListDirectory[],
  ): Promise<{ readonly names: readonly string[]; readonly complete: boolean } | undefined>;
  /**
   * All versions of packages in the lists on this machine: of the suite, its updates and its security updates.
   * @returns undefined if there are no lists
   * @throws Error if a list cannot be read: what it lacks would look like a package without updates
   */
  availableVersions(
    source: PackageSource,
    names: ReadonlySet<string>,
    directories?: readonly ListDirectory[],
  ): Promise<AvailableVersions | undefined>;
  readonly packageManager: PackageManager;
  /** The licences in a package's copyright file, which may be anything. Pure. */
  licenceIn(copyright: Buffer): Promise<Licence>;
  /** Type of its packages in package URLs (purl). */
  readonly packageUrlType: string;
  /** Order of two package versions: below 0 when `a` is older, above 0 when it is newer. */
  compareVersions(a: string, b: string): number;
  readonly template: Template;
}
