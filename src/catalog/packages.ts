import type { Settings } from "../settings/schema.ts";
import { firmware } from "./firmware.ts";
import { broughtBy, driverPackages } from "./roles.ts";
import { type NetworkKind, networkOf } from "./suites.ts";

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

/** How the running client gets its network, with `auto` resolved by the suite. */
export const networkKind = ({ base, client }: Settings): NetworkKind =>
  client.network === "auto" ? networkOf(base.distribution, base.suite) : client.network;

export const kernelPackage = ({ base, kernel }: Settings): string => {
  if (kernel.package !== "auto") return kernel.package;
  return base.distribution === "debian" ? "linux-image-amd64" : "linux-image-generic";
};

const firmwarePackages = ({ base, kernel }: Settings): readonly string[] => {
  if (base.distribution === "ubuntu") return kernel.firmware.length > 0 ? ["linux-firmware"] : [];
  return kernel.firmware.flatMap((name) => firmware[name].debian);
};

/** Every package that is asked of apt, sorted and without doubles. Dependencies come on top. */
export const packagesToInstall = (settings: Settings): string[] => {
  const { distribution } = settings.base;
  const wanted = new Set([
    ...clientBase,
    kernelPackage(settings),
    ...firmwarePackages(settings),
    ...networkPackages[networkKind(settings)][distribution],
    ...broughtBy(settings.packages.roles, settings.base).packages,
    ...driverPackages(settings.packages.drivers),
    ...settings.packages.install,
  ]);
  return [...wanted].sort();
};

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
