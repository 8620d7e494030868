/** How a Linux system names and installs packages; the key is os-release(5)'s ID or an entry of ID_LIKE. */
export const packageManagers = {
  debian: { install: ["apt-get", "install", "--yes", "--no-install-recommends"], automatic: true },
  fedora: { install: ["dnf", "install"], automatic: false },
  arch: { install: ["pacman", "-S"], automatic: false },
  suse: { install: ["zypper", "install"], automatic: false },
} as const;

export type SystemFamily = keyof typeof packageManagers;

/** `inspect`: looking into images; `unpack`: into what is packed in ways that ours are not, where it is met. */
export type Purpose = "build" | "boot" | "inspect" | "unpack" | "uefi" | "tests";

/** A program or file that thinsmith runs or reads, and the package that brings it. */
export interface Requirement {
  readonly what: string;
  readonly why: string;
  /** A program's name, or the absolute path of a file. */
  readonly provides: string;
  readonly purpose: Purpose;
  /** Needed only where we are not root. */
  readonly unprivilegedOnly?: boolean;
  readonly packages: Readonly<Partial<Record<SystemFamily, string>>>;
}

export const requirements: readonly Requirement[] = [
  {
    what: "mmdebstrap",
    why: "makes the root tree",
    provides: "mmdebstrap",
    purpose: "build",
    packages: { debian: "mmdebstrap", fedora: "mmdebstrap", arch: "mmdebstrap" },
  },
  {
    what: "mksquashfs",
    why: "packs the root",
    provides: "mksquashfs",
    purpose: "build",
    packages: {
      debian: "squashfs-tools",
      fedora: "squashfs-tools",
      arch: "squashfs-tools",
      suse: "squashfs",
    },
  },
  {
    what: "unshare, setpriv, flock",
    why: "keep mounts and processes of a build to themselves",
    provides: "setpriv",
    purpose: "build",
    packages: { debian: "util-linux", fedora: "util-linux", arch: "util-linux", suse: "util-linux" },
  },
  {
    what: "Debian archive keyring",
    why: "checks the signatures of Debian's packages",
    provides: "/usr/share/keyrings/debian-archive-keyring.gpg",
    purpose: "build",
    packages: { debian: "debian-archive-keyring", fedora: "debian-keyring", arch: "debian-archive-keyring" },
  },
  {
    what: "newuidmap",
    why: "builds without root",
    provides: "newuidmap",
    purpose: "build",
    unprivilegedOnly: true,
    packages: { debian: "uidmap", fedora: "shadow-utils", arch: "shadow", suse: "shadow" },
  },
  {
    what: "QEMU",
    why: "boots an image to prove it",
    provides: "qemu-system-x86_64",
    purpose: "boot",
    packages: {
      debian: "qemu-system-x86",
      fedora: "qemu-system-x86",
      arch: "qemu-system-x86",
      suse: "qemu-x86",
    },
  },
  {
    what: "unsquashfs",
    why: "reads and unpacks a root",
    provides: "unsquashfs",
    purpose: "inspect",
    packages: {
      debian: "squashfs-tools",
      fedora: "squashfs-tools",
      arch: "squashfs-tools",
      suse: "squashfs",
    },
  },
  {
    what: "zstd",
    why: "reads initrds and archives",
    provides: "zstd",
    purpose: "inspect",
    packages: { debian: "zstd", fedora: "zstd", arch: "zstd", suse: "zstd" },
  },
  {
    what: "xz",
    why: "reads initrds, archives and modules",
    provides: "xz",
    purpose: "inspect",
    packages: { debian: "xz-utils", fedora: "xz", arch: "xz", suse: "xz" },
  },
  {
    what: "lz4",
    why: "reads initrds that are packed with it",
    provides: "lz4",
    purpose: "unpack",
    packages: { debian: "lz4", fedora: "lz4", arch: "lz4", suse: "lz4" },
  },
  {
    what: "bzip2",
    why: "reads archives that are packed with it",
    provides: "bzip2",
    purpose: "unpack",
    packages: { debian: "bzip2", fedora: "bzip2", arch: "bzip2", suse: "bzip2" },
  },
  {
    what: "newuidmap",
    why: "builds without root, as one test does",
    provides: "newuidmap",
    purpose: "tests",
    packages: { debian: "uidmap" },
  },
  {
    what: "shellcheck",
    why: "checks the client's scripts",
    provides: "shellcheck",
    purpose: "tests",
    packages: { debian: "shellcheck" },
  },
  {
    what: "busybox",
    why: "runs the boot script's functions as a client does",
    provides: "busybox",
    purpose: "tests",
    packages: { debian: "busybox" },
  },
  {
    what: "cpio",
    why: "reads the archives that we write",
    provides: "cpio",
    purpose: "tests",
    packages: { debian: "cpio" },
  },
  {
    what: "unmkinitramfs",
    why: "unpacks initrds, to compare",
    provides: "unmkinitramfs",
    purpose: "tests",
    packages: { debian: "initramfs-tools-core" },
  },
  {
    what: "OVMF",
    why: "boots with UEFI firmware",
    provides: "/usr/share/ovmf/OVMF.fd",
    purpose: "uefi",
    packages: { debian: "ovmf" },
  },
];
