import type { PackageNames } from "../distribution.ts";

const ifupdown = ["ifupdown", "isc-dhcp-client"];

/** Names of packages that Debian and what is made of it have in common. */
export const packages: Omit<PackageNames, "firmware" | "kernel"> = {
  // busybox has udhcpc; curl, with certificates, fetches.
  initrd: ["initramfs-tools", "busybox", "curl", "ca-certificates"],
  // Without its packer mkinitramfs would take gzip, and say so only in the log.
  initrdCompression: { zstd: ["zstd"], xz: ["xz-utils"], lz4: ["lz4"], gzip: [] },
  // An init, and what reads the compressed modules.
  client: [
    ...["systemd-sysv", "systemd-timesyncd", "libpam-systemd", "udev", "dbus"],
    ...["kmod", "zstd", "iproute2", "tzdata"],
  ],
  network: { networkd: [], ifupdown },
};
