/** How a Linux system names and installs packages; the key is os-release(5)'s ID or an entry of ID_LIKE. */
export const packageManagers = {
  debian: { install: ["apt-get", "install", "--yes", "--no-install-recommends"], automatic: true },
  fedora: { install: ["dnf", "install"], automatic: false },
  arch: { install: ["pacman", "-S"], automatic: false },
  suse: { install: ["zypper", "install"], automatic: false },
} as const;

export type SystemFamily = keyof typeof packageManagers;

export type Purpose = "build" | "boot" | "uefi" | "tests" | "vagrant" | "libvirt" | "box" | "lab";

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
    what: "OVMF",
    why: "boots with UEFI firmware",
    provides: "/usr/share/ovmf/OVMF.fd",
    purpose: "uefi",
    packages: { debian: "ovmf" },
  },
  {
    what: "Vagrant",
    why: "makes and runs the virtual machines",
    provides: "vagrant",
    purpose: "vagrant",
    packages: { debian: "vagrant", fedora: "vagrant" },
  },
  {
    what: "ssh",
    why: "works in the virtual machines",
    provides: "ssh",
    purpose: "vagrant",
    packages: {
      debian: "openssh-client",
      fedora: "openssh-clients",
      arch: "openssh",
      suse: "openssh-clients",
    },
  },
  {
    what: "Vagrant's plugin for libvirt",
    why: "lets Vagrant use libvirt",
    provides: "/usr/share/vagrant-plugins/plugins.d/vagrant-libvirt.json",
    purpose: "libvirt",
    packages: { debian: "vagrant-libvirt", fedora: "vagrant-libvirt" },
  },
  {
    what: "libvirt",
    why: "runs the virtual machines",
    provides: "/etc/libvirt/libvirtd.conf",
    purpose: "libvirt",
    packages: { debian: "libvirt-daemon-system", fedora: "libvirt-daemon", suse: "libvirt-daemon" },
  },
  {
    what: "libvirt's driver for QEMU",
    why: "runs the virtual machines",
    provides: "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so",
    purpose: "libvirt",
    packages: { debian: "libvirt-daemon-driver-qemu" },
  },
  {
    what: "virsh",
    why: "shows and mends what libvirt has",
    provides: "virsh",
    purpose: "libvirt",
    packages: {
      debian: "libvirt-clients",
      fedora: "libvirt-client",
      arch: "libvirt",
      suse: "libvirt-client",
    },
  },
  {
    what: "QEMU",
    why: "emulates the virtual machines",
    provides: "qemu-system-x86_64",
    purpose: "libvirt",
    packages: {
      debian: "qemu-system-x86",
      fedora: "qemu-system-x86",
      arch: "qemu-system-x86",
      suse: "qemu-x86",
    },
  },
  {
    what: "qemu-img",
    why: "makes the disks of virtual machines",
    provides: "qemu-img",
    purpose: "libvirt",
    packages: { debian: "qemu-utils", fedora: "qemu-img", arch: "qemu-img", suse: "qemu-tools" },
  },
  {
    what: "dnsmasq",
    why: "gives the virtual machines addresses in libvirt's networks",
    provides: "dnsmasq",
    purpose: "libvirt",
    packages: { debian: "dnsmasq-base", fedora: "dnsmasq", arch: "dnsmasq", suse: "dnsmasq" },
  },
  {
    what: "iptables",
    why: "connects libvirt's networks to this machine's",
    provides: "iptables",
    purpose: "libvirt",
    packages: { debian: "iptables", fedora: "iptables-nft", arch: "iptables-nft", suse: "iptables" },
  },
  {
    what: "GRUB for BIOS",
    why: "starts a base box from its disk",
    provides: "/usr/lib/grub/i386-pc/boot.img",
    purpose: "box",
    packages: { debian: "grub-pc-bin", arch: "grub" },
  },
  {
    what: "grub-mkimage",
    why: "starts a base box from its disk",
    provides: "grub-mkimage",
    purpose: "box",
    packages: { debian: "grub-common", arch: "grub" },
  },
  {
    what: "mke2fs",
    why: "makes the file system of a base box",
    provides: "mke2fs",
    purpose: "box",
    packages: { debian: "e2fsprogs", fedora: "e2fsprogs", arch: "e2fsprogs", suse: "e2fsprogs" },
  },
  {
    what: "sfdisk",
    why: "makes the partition of a base box",
    provides: "sfdisk",
    purpose: "box",
    packages: { debian: "fdisk", fedora: "util-linux", arch: "util-linux", suse: "util-linux" },
  },
  {
    what: "qemu-img",
    why: "packs the disk of a base box",
    provides: "qemu-img",
    purpose: "box",
    packages: { debian: "qemu-utils", fedora: "qemu-img", arch: "qemu-img", suse: "qemu-tools" },
  },
  {
    what: "slirp4netns",
    why: "connects the tests' own libvirt to the network",
    provides: "slirp4netns",
    purpose: "lab",
    packages: { debian: "slirp4netns" },
  },
  {
    what: "ip",
    why: "makes the network namespace of the tests' own libvirt",
    provides: "ip",
    purpose: "lab",
    packages: { debian: "iproute2" },
  },
];
