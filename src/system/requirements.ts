/** How a Linux system names and installs packages; the key is os-release(5)'s ID or an entry of ID_LIKE. */
export const packageManagers = {
  debian: { install: ["apt-get", "install", "--yes", "--no-install-recommends"], automatic: true },
  fedora: { install: ["dnf", "install"], automatic: false },
  arch: { install: ["pacman", "-S"], automatic: false },
  suse: { install: ["zypper", "install"], automatic: false },
} as const;

export type SystemFamily = keyof typeof packageManagers;

export type Purpose = "build" | "boot" | "uefi" | "tests";

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
    what: "xkbcli",
    why: "reads the keyboard of a kiosk",
    provides: "xkbcli",
    purpose: "tests",
    packages: { debian: "libxkbcommon-tools" },
  },
  {
    what: "Xvfb",
    why: "is the screen of the RDP server that clients connect to",
    provides: "Xvfb",
    purpose: "tests",
    packages: { debian: "xvfb" },
  },
  {
    what: "FreeRDP's server",
    why: "is what RDP clients connect to",
    provides: "freerdp-shadow-cli",
    purpose: "tests",
    // The number is the version's; apt-get takes a pattern.
    packages: { debian: "^freerdp[23]-shadow-x11$" },
  },
  {
    what: "SSH client",
    why: "logs in on a compute node",
    provides: "ssh",
    purpose: "tests",
    packages: { debian: "openssh-client" },
  },
  {
    what: "OVMF",
    why: "boots with UEFI firmware",
    provides: "/usr/share/ovmf/OVMF.fd",
    purpose: "uefi",
    packages: { debian: "ovmf" },
  },
];
