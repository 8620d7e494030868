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
  /** Base boxes of Vagrant Cloud, the one to take first. */
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
  /** Address of the one mirror for everything; null: the distribution's own. */
  readonly mirror: string | null;
  /** Components of the archive, such as main. */
  readonly components: readonly string[];
  readonly architecture: Architecture;
}

/** What a root tree is made of. */
export interface TreeContents extends PackageSource {
  readonly packages: readonly string[];
}

/** A command to be run in a private mount namespace, with the environment that it needs besides ours. */
export interface Command {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Says how far something is: 0 to 1, or undefined where that is not known; `detail` is for a person. */
export type Progress = (fraction: number | undefined, detail?: string) => void;

/** Makes root trees from packages. What it downloads lies in a directory that has the names of `kinds` in it. */
export interface Bootstrap {
  /** What is downloaded, by the directory that it has in the tree below /var. */
  readonly kinds: readonly string[];
  /** Makes `output`/tree without an initrd; `output` exists and has nothing of that name. */
  treeCommand(contents: TreeContents, output: string, downloads: string): Command;
  /** Downloads the signed lists of packages alone. `target` is a directory to be made, of no use afterwards. */
  listsCommand(source: PackageSource, target: string, downloads: string): Command;
  /** Follows what `treeCommand` says, line by line. */
  follow(progress: Progress): (line: string) => void;
}

/** A directory of downloaded package lists. */
export interface ListDirectory {
  readonly path: string;
  /** Whether it may hold lists of others than the distribution: these are left out. */
  readonly mixed: boolean;
}

/** What the Vagrant builder's template, a virtual machine with a disk, has besides a client's packages. */
export interface Template {
  /** Removed from the image, but not where the settings ask for them or something else needs them. */
  machinePackages(architecture: Architecture): readonly string[];
  /** Removed from the template itself. */
  readonly unwanted: readonly string[];
  /** Needed in the template. */
  readonly tools: readonly string[];
  /** Paths that are never in the image; wildcards as for mksquashfs -wildcards. */
  readonly excludes: readonly string[];
  /** All packages of a box that is made here; undefined where none are made. */
  readonly boxPackages?: ((kernel: string) => readonly string[]) | undefined;
}

/** Names of packages, by what they are for. Dependencies come on top. */
export interface PackageNames {
  /** The generator of the initrd. */
  readonly initrd: readonly string[];
  /** What the generator packs with, by the initrd's compression. */
  readonly initrdCompression: Readonly<Record<"zstd" | "xz" | "lz4" | "gzip", readonly string[]>>;
  /** What every client needs whatever its role. */
  readonly client: readonly string[];
  readonly network: Readonly<Record<NetworkKind, readonly string[]>>;
  readonly firmware: Readonly<Record<FirmwareName, readonly string[]>>;
  /** The kernel for `kernel.package: auto`. */
  kernel(architecture: Architecture): string;
}

/** A distribution that images are made of. */
export interface Distribution {
  /** Folder of the family below src/distributions/; distribution.sh in it does in a tree what builders' scripts ask for. */
  readonly family: string;
  /** Suites by name, newest first. */
  readonly suites: Readonly<Record<string, Suite>>;
  readonly packages: PackageNames;
  /** Whether the kernel's package brings firmware by itself. */
  readonly kernelBringsFirmware: boolean;
  /** Package with the keys that sign the archive. */
  readonly keyring: string;
  /** Components of the archive that packages come from, with or without the firmware's. */
  components(suite: string, withFirmware: boolean): readonly string[];
  readonly bootstrap: Bootstrap;
  /**
   * The index of the packages of a source, from lists that are on this machine. Does not block while it reads, about a
   * second; a list that cannot be read is left out.
   * @param directories where lists may lie; left out, our own downloads and then this machine's
   * @returns undefined where there are no lists: `Bootstrap.listsCommand` gets them
   */
  loadPackageIndex(
    source: PackageSource,
    directories?: readonly ListDirectory[],
  ): Promise<PackageIndex | undefined>;
  readonly packageManager: PackageManager;
  /** Order of two package versions: below 0 when `a` is older, above 0 when it is newer. */
  compareVersions(a: string, b: string): number;
  readonly template: Template;
}
