import { drivers } from "../catalog/drivers.ts";
import { type FirmwareName, firmware } from "../catalog/firmware.ts";
import { broughtBy } from "../catalog/roles.ts";
import { type NetworkKind, networkOf } from "../distributions/suites.ts";
import type { Settings } from "../settings/schema.ts";

/**
 * What every client needs whatever its role: the initrd's tools (initramfs-tools, busybox for udhcpc, curl with
 * certificates for fetching), an init, and what reads the compressed modules.
 */
const clientBase = [
  "initramfs-tools",
  "busybox",
  "curl",
  "ca-certificates",
  "systemd-sysv",
  "systemd-timesyncd",
  "libpam-systemd",
  "udev",
  "dbus",
  "kmod",
  "zstd",
  "iproute2",
  "tzdata",
];

const networkPackages: Record<NetworkKind, Record<Settings["base"]["distribution"], readonly string[]>> = {
  networkd: { debian: [], ubuntu: [] },
  ifupdown: { debian: ["ifupdown", "isc-dhcp-client"], ubuntu: ["ifupdown", "isc-dhcp-client"] },
};

/** What mkinitramfs packs with: without it, it would take gzip, and say so only in the log. */
const initrdPackers: Record<Settings["initrd"]["compression"], readonly string[]> = {
  zstd: ["zstd"],
  xz: ["xz-utils"],
  lz4: ["lz4"],
  gzip: [],
};

/** How the running client gets its network, with `auto` resolved by the suite. */
export const networkKind = ({ base, client }: Settings): NetworkKind =>
  client.network === "auto" ? networkOf(base.distribution, base.suite) : client.network;

export const kernelPackage = ({ base, kernel }: Settings): string => {
  if (kernel.package !== "auto") return kernel.package;
  return base.distribution === "debian" ? "linux-image-amd64" : "linux-image-generic";
};

/** Packages that are asked of apt for one reason. */
export interface PackageGroup {
  /** client: what every client needs; chosen: packages.install. */
  readonly kind: "client" | "kernel" | "firmware" | "network" | "role" | "driver" | "chosen";
  /** Which role, firmware, driver or kind of network; the kind again where there is only one. */
  readonly name: string;
  readonly packages: readonly string[];
}

/** Every package that is asked of apt, by what for. Dependencies come on top. */
export const packageGroups = (settings: Settings): PackageGroup[] => {
  const { base, initrd, kernel, packages } = settings;
  const network = networkKind(settings);
  const firmwareOf = (name: FirmwareName) =>
    base.distribution === "ubuntu" ? ["linux-firmware"] : firmware[name].debian;
  return [
    { kind: "client", name: "client", packages: [...clientBase, ...initrdPackers[initrd.compression]] },
    { kind: "kernel", name: "kernel", packages: [kernelPackage(settings)] },
    ...kernel.firmware.map((name) => ({ kind: "firmware" as const, name, packages: firmwareOf(name) })),
    { kind: "network", name: network, packages: networkPackages[network][base.distribution] },
    ...packages.roles.map((name) => ({
      kind: "role" as const,
      name,
      packages: broughtBy([name], base).packages,
    })),
    ...packages.drivers.map((name) => ({ kind: "driver" as const, name, packages: drivers[name].packages })),
    { kind: "chosen", name: "chosen", packages: packages.install },
  ];
};

/** Every package that is asked of apt, sorted and without doubles. */
export const packagesToInstall = (settings: Settings): string[] =>
  [...new Set(packageGroups(settings).flatMap(({ packages }) => packages))].sort();

/** Every package that is taken out of the finished tree, where it is there. */
export const packagesToRemove = ({ packages, base }: Settings): string[] => [
  ...new Set([...broughtBy(packages.roles, base).remove, ...packages.remove]),
];

/** Archive components that the packages come from. */
export const components = ({ base, kernel }: Settings): string[] => {
  if (base.distribution === "ubuntu") return ["main", "universe"];
  if (kernel.firmware.length === 0) return ["main"];
  const beforeBookworm = ["stretch", "buster", "bullseye"].includes(base.suite);
  return ["main", beforeBookworm ? "non-free" : "non-free-firmware"];
};
