import { compressions } from "../catalog/compression.ts";
import { broughtBy } from "../catalog/roles.ts";
import { closureOf } from "../distributions/package-index/closure.ts";
import type { IndexedPackage } from "../distributions/package-index/package.ts";
import type { PackageIndex } from "../distributions/package-index/package-index.ts";
import type { Settings } from "../settings/schema.ts";
import { type PackageGroup, type PackageSettings, packageGroups } from "./packages.ts";

/** What settings will cost, as far as it can be told before anything is built. Sizes in bytes. */
export interface Forecast {
  readonly packages: number;
  readonly downloadBytes: number;
  readonly imageBytes: number;
  /** Memory of the smallest client that the image starts on without using swap. */
  readonly clientBytes: number;
  /** Seconds in which `clients` clients have loaded kernel, initrd and root over 1 Gbit/s. */
  readonly loadSeconds: number;
  /** Memory that the running system and its roles take beside the image. */
  readonly programBytes: number;
  /** What the image is made of, in the order of `packageGroups` behind the base; what adds nothing is left out. */
  readonly parts: readonly ImagePart[];
  /** What each measured algorithm and level makes of the image. */
  readonly packings: readonly Packing[];
  /** Packages that the suite's index does not have. */
  readonly unknown: readonly string[];
}

/** A way to pack the image. */
export interface Packing {
  readonly label: string;
  readonly bytes: number;
  /** Time of mksquashfs on two processors. */
  readonly seconds: number;
  readonly chosen: boolean;
}

/** What one choice adds to the image, with all that it depends on and nothing before it had brought. */
export interface ImagePart {
  /** base: what every tree of the suite has. */
  readonly kind: PackageGroup["kind"] | "base";
  readonly name: string;
  readonly bytes: number;
  readonly packages: number;
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

type Rootfs = ForecastSettings["rootfs"];

/** The share for a packing; between two levels, the lower's. */
const shareOf = ({ compression, level }: Rootfs): number => {
  const { levels } = compressions[compression];
  const megabytes = (levels.findLast((one) => one.level <= level) ?? levels[0])?.megabytes;
  return (
    (shareOfDownload * ((megabytes ?? usualMegabytes) - storedMegabytes)) / (usualMegabytes - storedMegabytes)
  );
};

/** Each measured algorithm and level. @param bytesAt what the image takes at a share of its download */
const packings = (rootfs: Rootfs, bytesAt: (share: number) => number): Packing[] =>
  Object.entries(compressions).flatMap(([name, { levels }]) =>
    levels.map(({ level, seconds }, index) => {
      const compression = name as Rootfs["compression"];
      const bytes = bytesAt(shareOf({ compression, level }));
      const next = levels[index + 1]?.level ?? Number.POSITIVE_INFINITY;
      return {
        label: levels.length > 1 ? `${name} ${level}` : name,
        bytes,
        seconds: (seconds * bytes) / (usualMegabytes * 1e6),
        chosen:
          compression === rootfs.compression && rootfs.level < next && (level <= rootfs.level || index === 0),
      };
    }),
  );

/** What settings will cost by the suite's package index. Pure; takes some tens of milliseconds. */
export const forecast = (settings: ForecastSettings, index: PackageIndex): Forecast => {
  const groups = packageGroups(settings);
  const { packages, asked, unknown } = closureOf(
    index,
    groups.flatMap((group) => group.packages),
  );
  const documented = settings.exclude.paths.includes("usr/share/doc/*") ? 1 : withoutExcludes;
  const share = shareOf(settings.rootfs) * documented;
  // What is packed already does not grow by packing it again.
  const bytesOf = (found: IndexedPackage, of = share) =>
    Math.min(found.installedKiB * 1024, found.downloadBytes * of);
  const roleBytes = broughtBy(settings.packages.roles, settings.base).memoryMiB * 1024 * 1024;
  const base: ImagePart = { kind: "base", name: "base", bytes: 0, packages: 0 };
  const parts = [base, ...groups.map(({ kind, name }): ImagePart => ({ kind, name, bytes: 0, packages: 0 }))];
  const partOf = new Map<IndexedPackage, number>();
  let [downloadBytes, imageBytes] = [0, 0];
  // In the order of choosing: what needs a package comes before it.
  for (const [found, by] of packages) {
    const name = by ? undefined : asked.get(found);
    const group = name === undefined ? -1 : groups.findIndex((one) => one.packages.includes(name));
    const at = by ? (partOf.get(by) ?? 0) : group + 1;
    partOf.set(found, at);
    const bytes = bytesOf(found);
    const part = parts[at] ?? base;
    parts[at] = { ...part, bytes: part.bytes + bytes, packages: part.packages + 1 };
    downloadBytes += found.downloadBytes;
    imageBytes += bytes;
  }
  return {
    packages: packages.size,
    downloadBytes,
    imageBytes,
    programBytes: systemBytes + roleBytes,
    clientBytes: imageBytes + systemBytes + roleBytes,
    loadSeconds: (clients * (imageBytes + loaderBytes[settings.initrd.modules])) / bytesPerSecond,
    packings: packings(settings.rootfs, (of) =>
      [...packages.keys()].reduce((sum, found) => sum + bytesOf(found, of * documented), 0),
    ),
    parts: parts.filter(({ bytes }) => bytes > 0),
    unknown: unknown.sort(),
  };
};
