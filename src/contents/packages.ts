import { drivers } from "../catalog/drivers.ts";
import { broughtBy } from "../catalog/roles.ts";
import { amd64 } from "../distributions/architecture.ts";
import type { NetworkKind, PackageSource } from "../distributions/distribution.ts";
import { type DistributionName, distributions } from "../distributions/distributions.ts";
import { networkOf } from "../distributions/suites.ts";
import type { Settings } from "../settings/schema.ts";

/** Settings by which the packages of an image are chosen. */
export interface PackageSettings {
  readonly base: Pick<Settings["base"], "distribution" | "suite">;
  readonly initrd: Pick<Settings["initrd"], "compression">;
  readonly kernel: Settings["kernel"];
  readonly packages: Pick<Settings["packages"], "install" | "roles" | "drivers">;
  readonly client: Pick<Settings["client"], "network">;
  readonly boot: Pick<Settings["boot"], "root">;
}

/** Settings that say where packages come from. */
export interface SourceSettings {
  readonly base: Pick<Settings["base"], "distribution" | "suite" | "mirror">;
  readonly kernel: Pick<Settings["kernel"], "firmware">;
}

/** How the running client gets its network, with `auto` resolved by the suite. */
export const networkKind = ({ base, client }: Pick<PackageSettings, "base" | "client">): NetworkKind =>
  client.network === "auto" ? networkOf(base.distribution, base.suite) : client.network;

/** The package that brings the kernel, with `auto` resolved by the distribution. */
export const kernelPackage = (
  { base, kernel }: Pick<PackageSettings, "base" | "kernel">,
  architecture = amd64,
): string =>
  kernel.package === "auto" ? distributions[base.distribution].packages.kernel(architecture) : kernel.package;

/** Whether clients can read the root from a server block by block: it has a hash tree, and they have what reads it. */
export const streams = ({ boot }: Pick<PackageSettings, "boot">): boolean => boot.root === "stream";

/** Packages that are asked for, for one reason. */
export interface PackageGroup {
  /** client: what every client needs; chosen: packages.install. */
  readonly kind: "client" | "kernel" | "firmware" | "network" | "role" | "driver" | "stream" | "chosen";
  /** Which role, firmware, driver or kind of network; the kind again where there is only one. */
  readonly name: string;
  readonly packages: readonly string[];
}

/** Every package that is asked for, by what for. Dependencies come on top. Pure. */
export const packageGroups = (settings: PackageSettings): PackageGroup[] => {
  const { base, initrd, kernel, packages } = settings;
  const named = distributions[base.distribution].packages;
  const network = networkKind(settings);
  return [
    {
      kind: "client",
      name: "client",
      packages: [...named.initrd, ...named.client, ...named.initrdCompression[initrd.compression]],
    },
    { kind: "kernel", name: "kernel", packages: [kernelPackage(settings)] },
    ...kernel.firmware.map((name) => ({ kind: "firmware" as const, name, packages: named.firmware[name] })),
    { kind: "network", name: network, packages: named.network[network] },
    ...packages.roles.map((name) => ({
      kind: "role" as const,
      name,
      packages: broughtBy([name], base).packages,
    })),
    ...packages.drivers.map((name) => ({ kind: "driver" as const, name, packages: drivers[name].packages })),
    ...(streams(settings) ? [{ kind: "stream" as const, name: "stream", packages: named.stream }] : []),
    { kind: "chosen", name: "chosen", packages: packages.install },
  ];
};

/** Every package that is asked for, sorted and without doubles. */
export const packagesToInstall = (settings: PackageSettings): string[] =>
  [...new Set(packageGroups(settings).flatMap(({ packages }) => packages))].sort();

/** Every package that is taken out of the finished tree, where it is there. */
export const packagesToRemove = ({
  packages,
  base,
}: Pick<PackageSettings, "base"> & {
  readonly packages: Pick<Settings["packages"], "remove" | "roles">;
}): string[] => [...new Set([...broughtBy(packages.roles, base).remove, ...packages.remove])];

/** Archive components that the packages come from. */
export const components = ({
  base,
  kernel,
}: Omit<SourceSettings, "base"> & Pick<PackageSettings, "base">): string[] => [
  ...distributions[base.distribution].components(base.suite, kernel.firmware.length > 0),
];

/** Where the packages come from. */
export const packageSource = (
  settings: SourceSettings,
  architecture = amd64,
): PackageSource & { readonly distribution: DistributionName } => ({
  distribution: settings.base.distribution,
  suite: settings.base.suite,
  mirror: settings.base.mirror,
  components: components(settings),
  architecture,
});
