/**
 * What a base box has because it is a virtual machine that Vagrant administers. In the image these packages are left
 * only where the settings ask for them, or where something else needs them.
 */
export const machinePackages: readonly string[] = [
  // Vagrant's way in.
  ...["openssh-server", "sudo", "rsync", "nfs-common"],
  // What packs the image.
  "squashfs-tools",
  // Its network.
  ...["ifupdown", "isc-dhcp-client", "netplan.io", "network-manager"],
  // Starting from a disk.
  ...["grub-pc", "grub-pc-bin", "grub-common", "grub2-common", "grub-efi-amd64", "grub-efi-amd64-bin"],
  ...["grub-efi-amd64-signed", "grub-cloud-amd64", "shim-signed", "os-prober", "efibootmgr", "extlinux"],
  // The cloud's and the hypervisor's helpers.
  ...["cloud-init", "cloud-initramfs-growroot", "cloud-guest-utils", "qemu-guest-agent", "open-vm-tools"],
  ...["virtualbox-guest-utils", "hyperv-daemons", "python3", "python3-minimal"],
];

/** Packages that boxes bring and nobody misses: removed from the template itself (REFERENCE B6). */
export const unwantedPackages: readonly string[] = ["apparmor", "snapd", "unattended-upgrades"];

/** What the template needs besides the client's packages. */
export const templateTools: readonly string[] = ["squashfs-tools"];

/** What lies in the template because it runs from a disk, and what Vagrant and the box wrote for it; mksquashfs -wildcards. */
export const templateExcludes: readonly string[] = [
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
];

/** What a box that thinsmith makes is of: enough to start, to be reached, and to be provisioned. */
export const boxPackages = (kernel: string): string[] => [
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
