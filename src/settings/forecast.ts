import { compressions } from "../catalog/compression.ts";
import { firmware } from "../catalog/firmware.ts";
import { type Estimate, estimateOf } from "../catalog/package-index/estimate.ts";
import type { PackageIndex } from "../catalog/package-index/package-index.ts";
import { kernelPackage, packagesToInstall } from "../catalog/packages.ts";
import { broughtBy } from "../catalog/roles.ts";
import type { Settings } from "./schema.ts";

/** What settings will cost, as far as it can be told before anything is built. Sizes in bytes. */
export interface Forecast {
  readonly packages: number;
  readonly downloadBytes: number;
  readonly imageBytes: number;
  /** Memory of the smallest client that the image starts on without using swap. */
  readonly clientBytes: number;
  /** Seconds in which `clients` clients have loaded kernel, initrd and root over 1 Gbit/s. */
  readonly loadSeconds: number;
  /** Packages that the suite's index does not have. */
  readonly unknown: readonly string[];
}

/** How many clients `loadSeconds` is for. */
export const clients = 30;

/** What TCP brings through 1 Gbit/s, in bytes a second. */
const bytesPerSecond = 117e6;
/** A booted console client uses so much besides its image: measured by `thinsmith boot`, rounded up. */
const systemBytes = 180 * 1024 * 1024;
/** Kernel and initrd of the console image. */
const loaderBytes = { netboot: 37e6, most: 45e6 };
/** Without the usual excludes a tree is larger by documentation, translations and manual pages. */
const withoutExcludes = 1.25;

/** Share of its size that a tree's text and programs have when they are packed; between two levels, the lower's. */
const shareOf = ({ rootfs }: Settings): number => {
  const { levels } = compressions[rootfs.compression];
  const measured = levels.findLast(({ level }) => level <= rootfs.level) ?? levels[0];
  return measured ? (measured.megabytes - storedMegabytes) / (treeMegabytes - storedMegabytes) : 0.3;
};
/** Of the tree that `compressions` was measured on: all of it, and what is packed already (modules, firmware). */
const treeMegabytes = 328;
const storedMegabytes = 131;

const isPacked = (settings: Settings) => {
  const names = new Set<string>([
    kernelPackage(settings),
    ...settings.kernel.firmware.flatMap((name) => firmware[name].debian),
    ...(settings.base.distribution === "ubuntu" ? ["linux-firmware"] : []),
  ]);
  return (name: string) => names.has(name);
};

/** What settings will cost by the suite's package index. Pure; takes some tens of milliseconds. */
export const forecast = (settings: Settings, index: PackageIndex): Forecast => {
  const names = packagesToInstall(settings);
  const all: Estimate = estimateOf(index, names);
  const packed = isPacked(settings);
  const rest = estimateOf(
    index,
    names.filter((name) => !packed(name)),
  );
  const stored = (all.installedKiB - rest.installedKiB) * 1024;
  const documented = settings.exclude.paths.includes("usr/share/doc/*") ? 1 : withoutExcludes;
  const roleBytes = broughtBy(settings.packages.roles, settings.base).memoryMiB * 1024 * 1024;
  const imageBytes = stored + rest.installedKiB * 1024 * documented * shareOf(settings);
  return {
    packages: all.packages,
    downloadBytes: all.downloadBytes,
    imageBytes,
    clientBytes: imageBytes + systemBytes + roleBytes,
    loadSeconds: (clients * (imageBytes + loaderBytes[settings.initrd.modules])) / bytesPerSecond,
    unknown: [...all.unknown],
  };
};
