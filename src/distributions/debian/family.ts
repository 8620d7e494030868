import type { Distribution, PackageNames } from "../distribution.ts";
import { bootstrap } from "./bootstrap.ts";
import { dpkg } from "./installed.ts";
import { compareVersions } from "./lists/version.ts";

/** What Debian and the distributions based on it have in common. */
export const family = {
  family: "debian",
  packages: {
    // busybox has udhcpc; curl, with certificates, fetches.
    initrd: ["initramfs-tools", "busybox", "curl", "ca-certificates"],
    // Without its packer mkinitramfs takes gzip, and says so only in the log.
    initrdCompression: { zstd: ["zstd"], xz: ["xz-utils"], lz4: ["lz4"], gzip: [] },
    stream: ["nbdkit", "nbd-client", "dmsetup"],
    // An init, and what reads the compressed modules.
    client: [
      ...["systemd-sysv", "systemd-timesyncd", "libpam-systemd", "udev", "dbus"],
      ...["kmod", "zstd", "iproute2", "tzdata"],
    ],
    network: { networkd: [], ifupdown: ["ifupdown", "isc-dhcp-client"] },
  },
  releaseFiles: (suite) => [`dists/${suite}/InRelease`, `dists/${suite}/Release`],
  bootstrap,
  packageManager: dpkg,
  compareVersions,
  // Loaded only when packages are looked up.
  loadPackageIndex: async (source, directories) =>
    (await import("./lists/load.ts")).loadPackageIndex(source, directories),
  findMissingNames: async (...args) => (await import("./lists/names.ts")).findMissingNames(...args),
  availableVersions: async (...args) => (await import("./lists/available.ts")).availableVersions(...args),
  licenceIn: async (copyright) => (await import("./copyright.ts")).licenceInCopyright(copyright),
  packageUrlType: "deb",
} satisfies Partial<Omit<Distribution, "packages">> & { packages: Omit<PackageNames, "firmware" | "kernel"> };
