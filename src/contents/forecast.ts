import { broughtBy } from "../catalog/roles.ts";
import { closureOf } from "../distributions/package-index/closure.ts";
import type { IndexedPackage } from "../distributions/package-index/package.ts";
import type { PackageIndex } from "../distributions/package-index/package-index.ts";
import type { Settings } from "../settings/schema.ts";
import { type Built, mostAlike } from "./built.ts";
import { initrdSeconds, initrdWorkOf } from "./initrd-work.ts";
import { type PackageGroup, type PackageSettings, packageGroups, packagesToRemove } from "./packages.ts";
import { besidesPackages, excludedBy, isPackedAlready, packedBytes } from "./packed.ts";
import { type Contents, imageBytesOf, type Packing, packingsOf, type RootfsSettings } from "./packings.ts";
import { type Work, workOf } from "./work.ts";

/** What settings will cost, as far as it can be told before anything is built. Sizes in bytes. */
export interface Forecast {
  readonly packages: number;
  readonly downloadBytes: number;
  readonly imageBytes: number;
  /** Memory of the smallest client that the image starts on without using swap. */
  readonly clientBytes: number;
  /** Seconds in which `clients` clients have loaded kernel, initrd and root over 1 Gbit/s. */
  readonly loadSeconds: number;
  /** Memory that the running system and its roles take beside the image, when the client has started. */
  readonly programBytes: number;
  /** What the image is made of, in the order of `packageGroups` behind the base; what adds nothing is left out. */
  readonly parts: readonly ImagePart[];
  /** What each measured algorithm and level makes of the image. */
  readonly packings: () => readonly Packing[];
  /** Packages that the suite's index does not have. */
  readonly unknown: readonly string[];
  /** Name of the image whose last release it is measured by; none where only the tables are known. */
  readonly measuredBy: string | undefined;
  /** What a build of it has to do. */
  readonly work: Work;
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
  readonly packages: Pick<Settings["packages"], "remove">;
  readonly exclude: Pick<Settings["exclude"], "paths" | "packages">;
  readonly rootfs: Pick<Settings["rootfs"], "compression" | "level" | "blockSize">;
  readonly initrd: Pick<Settings["initrd"], "modules" | "compression">;
};

/** How many clients `loadSeconds` is for. */
export const clients = 30;

/** What TCP brings through 1 Gbit/s, in bytes a second. */
const bytesPerSecond = 117e6;
/** Of the README's measurements: what a console client uses beside the image, and what it needs more to start and work. */
export const systemBytes = 85 * 1024 * 1024;
export const spareBytes = 215 * 1024 * 1024;
/** Kernel and initrd of the console image. */
const loaderBytes = { netboot: 37e6, most: 45e6 };

interface LeftOut {
  /** Whether the files in a folder are. */
  readonly excluded: (place: string) => boolean;
  /** Packages whose files are. */
  readonly packages: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/** What a package takes in an image, as zstd 9 packs it. */
const contentsOfPackage = (found: IndexedPackage, { excluded, packages, removed }: LeftOut): Contents => {
  const lists =
    excluded(besidesPackages.place) || removed.has(found.name) ? 0 : besidesPackages.bytesOfPackage;
  const bytes = packages.has(found.name) ? 0 : packedBytes(found, excluded);
  const whole = isPackedAlready(found);
  return { stored: whole ? bytes : 0, other: lists + (whole ? 0 : bytes) };
};

/** What a package takes in an image of settings, by the tables: a function of the package, which is quick. */
export const packageBytesIn = ({
  exclude,
  rootfs,
}: Pick<ForecastSettings, "exclude" | "rootfs">): ((found: IndexedPackage) => number) => {
  const nothing: ReadonlySet<string> = new Set();
  const leftOut = { excluded: excludedBy(exclude.paths), packages: nothing, removed: nothing };
  return (found) => imageBytesOf(contentsOfPackage(found, leftOut), rootfs);
};

/** What a set of packages takes in an image, as zstd 9 packs it; of each package, and of all. */
const contentsOf = (
  packages: Iterable<IndexedPackage>,
  exclude: Pick<Settings["exclude"], "paths" | "packages">,
  removed: ReadonlySet<string> = new Set(),
): Contents & { readonly each: ReadonlyMap<IndexedPackage, Contents> } => {
  const leftOut: LeftOut = {
    ...{ excluded: excludedBy(exclude.paths), packages: new Set([...exclude.packages, ...removed]), removed },
  };
  const each = new Map<IndexedPackage, Contents>();
  let stored = 0;
  let other = besidesPackages.bytes;
  for (const found of packages) {
    const contents = contentsOfPackage(found, leftOut);
    each.set(found, contents);
    stored += contents.stored;
    other += contents.other;
  }
  return { stored, other, each };
};

/** How much larger a release became than the tables say. Packages that the index no longer has count for nothing. */
const deviationOf = ({ settings, packages, imageBytes }: Built, index: PackageIndex): number => {
  const found = [...packages].flatMap((name) => index.byName.get(name) ?? []);
  if (found.length < 0.95 * packages.size) return 1;
  return imageBytes / imageBytesOf(contentsOf(found, settings.exclude), settings.rootfs);
};

/** Memory that the running system and the roles of settings take beside the image, when the client has started. */
const programMemory = ({ packages, base }: Pick<PackageSettings, "packages" | "base">): number =>
  systemBytes + broughtBy(packages.roles, base).memoryMiB * 1024 * 1024;

/** Memory of the smallest client that an image of so many bytes starts on without using swap. */
const clientMemory = (imageBytes: number, settings: Pick<PackageSettings, "packages" | "base">): number => {
  const { spareMiB } = broughtBy(settings.packages.roles, settings.base);
  return imageBytes + programMemory(settings) + spareBytes + spareMiB * 1024 * 1024;
};

/**
 * What settings will cost by the suite's package index. Pure; takes some tens of milliseconds.
 * @param builds what was built on this machine, the newest first
 */
export const forecast = (
  settings: ForecastSettings,
  index: PackageIndex,
  builds: readonly Built[] = [],
): Forecast => {
  const groups = packageGroups(settings);
  const { packages, asked, unknown } = closureOf(
    index,
    groups.flatMap((group) => group.packages),
  );
  const contents = contentsOf(packages.keys(), settings.exclude, new Set(packagesToRemove(settings)));
  const names = new Set([...packages.keys()].map(({ name }) => name));
  const built = mostAlike(builds, settings.base, names);
  const deviation = built ? deviationOf(built, index) : 1;
  /** A package is as far from the tables as the release that had it. */
  const scaled = (found: IndexedPackage, of: Contents): Contents => {
    const by = built?.packages.has(found.name) ? deviation : 1;
    return { stored: of.stored * by, other: of.other * by };
  };
  const besides = { stored: 0, other: besidesPackages.bytes * deviation };
  const base: ImagePart = {
    ...{ kind: "base", name: "base", bytes: imageBytesOf(besides, settings.rootfs), packages: 0 },
  };
  const parts = [base, ...groups.map(({ kind, name }): ImagePart => ({ kind, name, bytes: 0, packages: 0 }))];
  const partOf = new Map<IndexedPackage, number>();
  let [downloadBytes, installedBytes, stored, other] = [0, 0, 0, besides.other];
  // In the order of choosing: what needs a package comes before it.
  for (const [found, by] of packages) {
    const name = by ? undefined : asked.get(found);
    const group = name === undefined ? -1 : groups.findIndex((one) => one.packages.includes(name));
    const at = by ? (partOf.get(by) ?? 0) : group + 1;
    partOf.set(found, at);
    const own = scaled(found, contents.each.get(found) ?? { stored: 0, other: 0 });
    const part = parts[at] ?? base;
    parts[at] = {
      ...part,
      bytes: part.bytes + imageBytesOf(own, settings.rootfs),
      packages: part.packages + 1,
    };
    downloadBytes += found.downloadBytes;
    installedBytes += found.installedKiB * 1024;
    stored += own.stored;
    other += own.other;
  }
  const all = { stored, other };
  const imageBytes = imageBytesOf(all, settings.rootfs);
  const { modules, compression } = settings.initrd;
  const sameInitrd =
    built?.settings.initrd.modules === modules && built.settings.initrd.compression === compression;
  const loader = sameInitrd ? built.loaderBytes : loaderBytes[modules];
  const initrd = initrdSeconds(initrdWorkOf(names, settings.initrd));
  const work = (rootfs: RootfsSettings) => workOf(packages.size, installedBytes / 1e6, rootfs, initrd);
  return {
    packages: packages.size,
    downloadBytes,
    imageBytes,
    programBytes: programMemory(settings),
    clientBytes: clientMemory(imageBytes, settings),
    loadSeconds: (clients * (imageBytes + loader)) / bytesPerSecond,
    packings: () => packingsOf(all, settings.rootfs, (rootfs) => work(rootfs).packingSeconds),
    parts: parts.filter(({ bytes }) => bytes > 0),
    unknown: unknown.sort(),
    measuredBy: built?.name,
    work: work(settings.rootfs),
  };
};
