import type { Template } from "../distribution.ts";

/** What a base box has because it is a virtual machine of Vagrant. */
const machinePackages: Template["machinePackages"] = ({ debian }) => [
  // For Vagrant's connection.
  ...["openssh-server", "sudo", "rsync", "nfs-common"],
  // To pack the image.
  "squashfs-tools",
  // The network of the box.
  ...["ifupdown", "isc-dhcp-client", "netplan.io", "network-manager"],
  // To start from a disk.
  ...["grub-pc", "grub-pc-bin", "grub-common", "grub2-common", `grub-cloud-${debian}`],
  ...[`grub-efi-${debian}`, `grub-efi-${debian}-bin`, `grub-efi-${debian}-signed`, "shim-signed"],
  ...["os-prober", "efibootmgr", "extlinux"],
  // Helpers for clouds and hypervisors.
  ...["cloud-init", "cloud-initramfs-growroot", "cloud-guest-utils", "qemu-guest-agent", "open-vm-tools"],
  ...["virtualbox-guest-utils", "hyperv-daemons", "python3", "python3-minimal"],
];

export const template: Template = {
  machinePackages,
  // Boxes have them, and clients do not need them.
  unwanted: ["apparmor", "snapd", "unattended-upgrades"],
  tools: ["squashfs-tools"],
  // Files that exist because the box runs from a disk, or that Vagrant and the box have written.
  excludes: [
    "lost+found",
    "tmp/.*",
    "var/cache/ldconfig/*",
    // A timer copies dpkg's database there each midnight.
    "var/backups/*",
    "etc/network/interfaces",
    "etc/network/interfaces.d/*",
    "etc/netplan/*",
    "etc/systemd/network/*vagrant*",
    "etc/apt/before-thinsmith",
    "var/lib/cloud/*",
    "var/lib/thinsmith",
  ],
};

/** Enough to start, to log in by SSH, and to be provisioned. */
export const boxPackages = (kernel: string): readonly string[] => [
  ...[
    kernel,
    "ifupdown",
    "isc-dhcp-client",
    "initramfs-tools",
    "systemd-sysv",
    "udev",
    "dbus",
    "kmod",
    "zstd",
  ],
  ...["e2fsprogs", "openssh-server", "sudo", "iproute2", "ca-certificates"],
];
