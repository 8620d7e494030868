import type { Template } from "../distribution.ts";

/** What a base box has because it is a virtual machine that Vagrant administers. */
const machinePackages: Template["machinePackages"] = ({ debian }) => [
  // Vagrant's way in.
  ...["openssh-server", "sudo", "rsync", "nfs-common"],
  // What packs the image.
  "squashfs-tools",
  // Its network.
  ...["ifupdown", "isc-dhcp-client", "netplan.io", "network-manager"],
  // Starting from a disk.
  ...["grub-pc", "grub-pc-bin", "grub-common", "grub2-common", `grub-cloud-${debian}`],
  ...[`grub-efi-${debian}`, `grub-efi-${debian}-bin`, `grub-efi-${debian}-signed`, "shim-signed"],
  ...["os-prober", "efibootmgr", "extlinux"],
  // The cloud's and the hypervisor's helpers.
  ...["cloud-init", "cloud-initramfs-growroot", "cloud-guest-utils", "qemu-guest-agent", "open-vm-tools"],
  ...["virtualbox-guest-utils", "hyperv-daemons", "python3", "python3-minimal"],
];

export const template: Template = {
  machinePackages,
  // Boxes bring them, and no client needs them.
  unwanted: ["apparmor", "snapd", "unattended-upgrades"],
  tools: ["squashfs-tools"],
  // There because it runs from a disk, or written by Vagrant and the box.
  excludes: [
    "lost+found",
    "tmp/.*",
    "var/cache/ldconfig/*",
    "etc/network/interfaces",
    "etc/network/interfaces.d/*",
    "etc/netplan/*",
    "etc/systemd/network/*vagrant*",
    "etc/apt/before-thinsmith",
    "var/lib/cloud/*",
    "var/lib/thinsmith",
  ],
};

/** Enough to start, to be reached by SSH, and to be provisioned. */
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
