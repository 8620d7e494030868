import { compressions } from "../catalog/compression.ts";
import { broughtBy } from "../catalog/roles.ts";
import { closureOf } from "../distributions/package-index/closure.ts";
import type { PackageIndex } from "../distributions/package-index/package-index.ts";
import type { Settings } from "../settings/schema.ts";
import { type PackageSettings, packagesToInstall } from "./packages.ts";

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

/** Settings that an estimate is made of. */
export type ForecastSettings = PackageSettings & {
  readonly exclude: Pick<Settings["exclude"], "paths">;
  readonly rootfs: Pick<Settings["rootfs"], "compression" | "level">;
  readonly initrd: Pick<Settings["initrd"], "modules">;
};

/** How many clients `loadSeconds` is for. */
export const clients = 30;

/** What TCP brings through 1 Gbit/s, in bytes a second. */
const bytesPerSecond = 117e6;
/** Memory besides image and roles: what the initrd takes while a client starts, then the running system and some room. */
const systemBytes = 300 * 1024 * 1024;
/** Kernel and initrd of the console image. */
const loaderBytes = { netboot: 37e6, most: 45e6 };
/** Without the usual excludes a tree is larger by documentation, translations and manual pages. */
const withoutExcludes = 1.25;

/**
 * An image packed with zstd 9 against what its packages are to download (packed by xz, with their documentation): as
 * measured, the same for a console and for desktops; the README's table is what it is held against.
 */
const shareOfDownload = 1.2;
/** Of the tree that `compressions` was measured on, what is packed already (the kernel's modules). */
const storedMegabytes = 111;
const usualMegabytes = 170;

/** The share for the settings' packing; between two levels, the lower's. */
const shareOf = ({ rootfs }: ForecastSettings): number => {
  const { levels } = compressions[rootfs.compression];
  const megabytes = (levels.findLast(({ level }) => level <= rootfs.level) ?? levels[0])?.megabytes;
  return (
    (shareOfDownload * ((megabytes ?? usualMegabytes) - storedMegabytes)) / (usualMegabytes - storedMegabytes)
  );
};

/** What settings will cost by the suite's package index. Pure; takes some tens of milliseconds. */
export const forecast = (settings: ForecastSettings, index: PackageIndex): Forecast => {
  const { packages, unknown } = closureOf(index, packagesToInstall(settings));
  const documented = settings.exclude.paths.includes("usr/share/doc/*") ? 1 : withoutExcludes;
  const share = shareOf(settings) * documented;
  const roleBytes = broughtBy(settings.packages.roles, settings.base).memoryMiB * 1024 * 1024;
  let [downloadBytes, imageBytes] = [0, 0];
  for (const found of packages) {
    downloadBytes += found.downloadBytes;
    // What is packed already does not grow by packing it again.
    imageBytes += Math.min(found.installedKiB * 1024, found.downloadBytes * share);
  }
  return {
    packages: packages.size,
    downloadBytes,
    imageBytes,
    clientBytes: imageBytes + systemBytes + roleBytes,
    loadSeconds: (clients * (imageBytes + loaderBytes[settings.initrd.modules])) / bytesPerSecond,
    unknown,
  };
};
