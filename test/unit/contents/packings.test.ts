import { beforeAll, describe, expect, it } from "vitest";
import { compressions } from "../../../src/catalog/compression.ts";
import type { Built } from "../../../src/contents/built.ts";
import { forecast } from "../../../src/contents/forecast.ts";
import { excludedBy, packedBytes } from "../../../src/contents/packed.ts";
import { imageBytesOf } from "../../../src/contents/packings.ts";
import { IndexedPackage } from "../../../src/distributions/package-index/package.ts";
import {
  type PackageIndex,
  PackageIndexBuilder,
} from "../../../src/distributions/package-index/package-index.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const usual = ["boot/*", "usr/share/doc/*", "usr/share/man/*", "usr/src/*"];

/** A package as Debian 13's list has it. */
const listed = (name: string, downloadBytes: number, installedKiB: number) =>
  new IndexedPackage(
    name,
    "1",
    "utils",
    "optional",
    false,
    installedKiB,
    downloadBytes,
    "",
    "",
    [],
    "",
    () => [],
  );

/** The kernel and the console's other packages as zstd 9 packs them, from the image of 170.3 MB. */
const consoleContents = { stored: 94.2e6, other: 76.1e6 };
/** The same of the kiosk's image of 433.8 MB. */
const kioskContents = { stored: 94.2e6, other: 339.6e6 };

describe("what a package takes in an image", () => {
  // Packed by mksquashfs from Debian 13's packages, with the usual excludes and with all translations left out, too.
  it.each([
    ["coreutils", 3_024_536, 18_459, 6.34e6, 2.75e6],
    ["bash", 1_504_864, 7_267, 2.31e6, 0.64e6],
    ["libgtk-3-common", 4_909_272, 30_919, 10.13e6, 1.39e6],
    ["linux-image-6.12.118+deb13-amd64", 108_550_000, 108_990, 94.24e6, 94.24e6],
    ["chromium", 91_720_000, 324_013, 124.59e6, 124.59e6],
  ])("is known with and without what the excludes name: %s", (name, download, installed, kept, less) => {
    const found = listed(name, download, installed);
    // A row is the mean of Debian 12 and 13.
    expect(Math.abs(packedBytes(found, excludedBy(usual)) / kept - 1)).toBeLessThan(0.08);
    const untranslated = excludedBy([...usual, "usr/share/locale/*"]);
    expect(Math.abs(packedBytes(found, untranslated) / less - 1)).toBeLessThan(0.08);
    expect(packedBytes(found, excludedBy(["boot/*"]))).toBeGreaterThan(0.99 * kept);
  });

  it("is told from its own facts where it was not measured, and is nothing where all is left out", () => {
    const gimp = listed("gimp", 5_243_000, 21_030);
    expect(packedBytes(gimp, excludedBy(usual))).toBeGreaterThan(5e6);
    expect(packedBytes(gimp, excludedBy(usual))).toBeLessThan(8e6);
    expect(packedBytes(gimp, excludedBy(usual))).toBeLessThan(packedBytes(gimp, excludedBy([])));
    expect(packedBytes(listed("coreutils", 3e6, 18e3), () => true)).toBeLessThan(3e6);
  });

  it("counts drivers of the kernel that are left out", () => {
    const kernel = listed("linux-image-6.12.118+deb13-amd64", 108_550_000, 108_990);
    const without = (path: string) => packedBytes(kernel, excludedBy([...usual, path])) / 1e6;
    expect(without("usr/lib/modules/*/kernel/drivers/gpu")).toBeCloseTo(94.3 - 9.9, 0);
    expect(without("usr/lib/modules/6.12.118+deb13-amd64/kernel/sound/*")).toBeCloseTo(94.3 - 7.9, 0);
  });
});

describe("what another packing makes of an image", () => {
  // mksquashfs 4.5.1 with the trees of both presets.
  it.each([
    ["console", consoleContents, { compression: "lz4", level: 1 }, 206.3],
    ["console", consoleContents, { compression: "zstd", level: 1 }, 180.7],
    ["console", consoleContents, { compression: "gzip", level: 9 }, 172.4],
    ["console", consoleContents, { compression: "xz", level: 9 }, 158.8],
    ["console", consoleContents, { compression: "zstd", level: 9, blockSize: "256K" }, 167.5],
    ["kiosk", kioskContents, { compression: "lz4", level: 1 }, 590.7],
    ["kiosk", kioskContents, { compression: "zstd", level: 1 }, 479.7],
    ["kiosk", kioskContents, { compression: "zstd", level: 15 }, 413.3],
    ["kiosk", kioskContents, { compression: "zstd", level: 9, blockSize: "256K" }, 423.3],
    ["kiosk", kioskContents, { compression: "zstd", level: 9, blockSize: "1M" }, 409.8],
  ] as const)("is within 2 %%: %s %o %o", (_, contents, rootfs, megabytes) => {
    expect(Math.abs(imageBytesOf(contents, rootfs) / 1e6 / megabytes - 1)).toBeLessThan(0.02);
  });
});

describe("a forecast after a release on this machine", () => {
  const settings = parseSettings({ version: 1, name: "lab" }, "test");
  let index: PackageIndex;
  beforeAll(async () => {
    const builder = new PackageIndexBuilder(() => 0, "apt");
    for (const name of ["linux-image-amd64", "console-data", "openssh-server", "vim"])
      builder.add(listed(name, 20e6, 60_000));
    index = await builder.finish();
  });
  const built = (imageBytes: number): Built => ({
    ...{
      id: "20261127T000000Z-1",
      name: "lab",
      installedKiB: 120_000,
      loaderBytes: 50e6,
      seconds: new Map(),
    },
    settings: { ...settings.base, ...settings },
    packages: new Set(["linux-image-amd64"]),
    imageBytes,
  });

  it("is as far from the tables as that release, says so, and keeps the rest", () => {
    const before = forecast(settings, index);
    expect(before.measuredBy).toBeUndefined();
    const same = forecast(settings, index, [built(before.imageBytes)]);
    expect(same.measuredBy).toBe("lab");
    expect(same.imageBytes).toBeCloseTo(before.imageBytes, -3);
    const larger = forecast(settings, index, [built(1.2 * before.imageBytes)]);
    expect(larger.imageBytes / before.imageBytes).toBeCloseTo(1.2, 2);
    // The kernel and the initrd of the release count, too.
    expect(larger.loadSeconds).toBeGreaterThan(before.loadSeconds * 1.2);
  });

  it("does not believe a release of another suite, or of other packages", () => {
    const before = forecast(settings, index);
    const other = { ...built(1e9), settings: { ...built(1e9).settings, suite: "bookworm" } };
    const strange = { ...built(1e9), packages: new Set(Array.from({ length: 50 }, (_, at) => `p${at}`)) };
    expect(forecast(settings, index, [other, strange]).imageBytes).toBe(before.imageBytes);
  });

  it("packs with every algorithm only when it is asked for it, and marks the chosen one", () => {
    const packings = forecast(settings, index).packings();
    expect(packings).toHaveLength(Object.values(compressions).flatMap(({ levels }) => levels).length);
    expect(packings.filter(({ chosen }) => chosen).map(({ label }) => label)).toEqual(["zstd 9"]);
  });

  it("counts packages whose files are left out, and those that are removed", () => {
    const all = forecast(settings, index);
    const install = { ...settings, packages: { ...settings.packages, install: ["vim"] } };
    const more = forecast(install, index).imageBytes;
    const excluded = { ...install, exclude: { ...settings.exclude, packages: ["vim"] } };
    const removed = { ...install, packages: { ...install.packages, remove: ["vim"] } };
    expect(more).toBeGreaterThan(all.imageBytes + 15e6);
    expect(Math.abs(forecast(excluded, index).imageBytes - all.imageBytes)).toBeLessThan(0.1e6);
    expect(forecast(removed, index).imageBytes).toBeCloseTo(all.imageBytes, -3);
  });
});
