import { ovmf } from "../boot/firmware.ts";
import { hasLibvirtPlugin } from "../builders/vagrant/plugins.ts";
import { loaderFiles } from "../serve/assignment/loader-files.ts";

/** How a Linux system names and installs packages; the key is os-release(5)'s ID or an entry of ID_LIKE. */
export const packageManagers = {
  debian: { install: ["apt-get", "install", "--yes", "--no-install-recommends"], automatic: true },
  fedora: { install: ["dnf", "install"], automatic: false },
  arch: { install: ["pacman", "-S"], automatic: false },
  suse: { install: ["zypper", "install"], automatic: false },
} as const;

export type SystemFamily = keyof typeof packageManagers;

/**
 * `inspect`: looking into images; `unpack`: into what is packed in ways that ours are not, where it is met; `box`: making
 * boxes; `lab`: the tests' own libvirt.
 */
export type Purpose =
  | "build"
  | "boot"
  | "inspect"
  | "unpack"
  | "uefi"
  | "serve"
  | "ipxe"
  | "pxelinux"
  | "grub"
  | "shim"
  | "tests"
  | "vagrant"
  | "libvirt"
  | "box"
  | "lab";

/** A program or file that thinsmith runs or reads, and the package that brings it. */
export interface Requirement {
  readonly what: string;
  readonly why: string;
  /** A program's name, or the absolute path of a file; of several any one. */
  readonly provides: string | readonly string[];
  /** Tells it where neither a program nor a file by itself does. */
  readonly isThere?: () => Promise<boolean>;
  readonly purpose: Purpose;
  /** Needed only where we are not root. */
  readonly unprivilegedOnly?: boolean;
  readonly packages: Readonly<Partial<Record<SystemFamily, string>>>;
}

// Needed for more than one purpose.
const qemuPackages = {
  debian: "qemu-system-x86",
  fedora: "qemu-system-x86",
  arch: "qemu-system-x86",
  suse: "qemu-x86",
};
const qemuImgPackages = { debian: "qemu-utils", fedora: "qemu-img", arch: "qemu-img", suse: "qemu-tools" };
const dnsmasqPackages = { debian: "dnsmasq-base", fedora: "dnsmasq", arch: "dnsmasq", suse: "dnsmasq" };

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
    packages: qemuPackages,
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
    what: "dnsmasq",
    why: "answers clients: DHCP and TFTP",
    provides: "dnsmasq",
    purpose: "serve",
    packages: dnsmasqPackages,
  },
  {
    what: "ip, ss",
    why: "say what networks and connections there are",
    provides: "ip",
    purpose: "serve",
    packages: { debian: "iproute2", fedora: "iproute", arch: "iproute2", suse: "iproute2" },
  },
  {
    what: "iPXE",
    why: "starts clients from the network",
    provides: loaderFiles["undionly.kpxe"].places,
    purpose: "ipxe",
    packages: loaderFiles["undionly.kpxe"].packages,
  },
  {
    what: "pxelinux",
    why: "starts clients with a BIOS (serve.bios=pxelinux)",
    provides: loaderFiles["lpxelinux.0"].places,
    purpose: "pxelinux",
    packages: loaderFiles["lpxelinux.0"].packages,
  },
  {
    what: "pxelinux modules",
    why: "belong to pxelinux",
    provides: loaderFiles["ldlinux.c32"].places,
    purpose: "pxelinux",
    packages: loaderFiles["ldlinux.c32"].packages,
  },
  {
    what: "GRUB, signed",
    why: "starts clients with UEFI (serve.uefi=grub or shim)",
    provides: loaderFiles["grubx64.efi"].places,
    purpose: "grub",
    packages: loaderFiles["grubx64.efi"].packages,
  },
  {
    what: "shim, signed",
    why: "starts clients with Secure Boot (serve.uefi=shim)",
    provides: loaderFiles["shimx64.efi"].places,
    purpose: "shim",
    packages: loaderFiles["shimx64.efi"].packages,
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
    what: "nginx",
    why: "serves HTTP, and checks what we write for it",
    provides: "nginx",
    purpose: "tests",
    packages: { debian: "nginx-light" },
  },
  {
    what: "ISC dhcpd",
    why: "checks what we write for it",
    provides: "dhcpd",
    purpose: "tests",
    packages: { debian: "isc-dhcp-server" },
  },
  {
    what: "tftpd-hpa",
    why: "serves a folder that deploy has made",
    provides: "in.tftpd",
    purpose: "tests",
    packages: { debian: "tftpd-hpa" },
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
    provides: ovmf.places,
    purpose: "uefi",
    packages: ovmf.packages,
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
    provides: "vagrant-libvirt",
    isThere: hasLibvirtPlugin,
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
    packages: qemuPackages,
  },
  {
    what: "qemu-img",
    why: "makes the disks of virtual machines",
    provides: "qemu-img",
    purpose: "libvirt",
    packages: qemuImgPackages,
  },
  {
    what: "dnsmasq",
    why: "gives the virtual machines addresses in libvirt's networks",
    provides: "dnsmasq",
    purpose: "libvirt",
    packages: dnsmasqPackages,
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
    packages: qemuImgPackages,
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
