// node test/bench/measure-packages.mjs FOLDER...: writes src/catalog/packed-packages.json anew from the .deb files in folders,
// such as downloads/debian/cache/apt/archives of the cache after the shipped presets were built. For each package: what
// mksquashfs (zstd, level 9, blocks of 128 KiB, as the presets pack) makes of it for each byte of its .deb, and how much of
// that lies in folders that people exclude. Takes about a second for each package. The shares of the kernel's modules
// are sizes of folders of the console's tree, and are kept as they are.

import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withModules } from "./modules.mjs";

const table = "src/catalog/packed-packages.json";
/** Packed together: what the usual excludes leave out. Each gets its part by its bytes. */
const leftOut = ["boot", "usr/share/doc", "usr/share/man", "usr/src"];
const translations = "usr/share/locale";
/** Their part of the rest is that of their bytes. */
const others = [
  ...["usr/lib/firmware", "usr/share/bug", "usr/share/fonts", "usr/share/i18n", "usr/share/icons"],
  ...["usr/share/info", "usr/share/lintian", "usr/share/perl"],
];
/** Smaller packages, such as those that only depend on others, matter to no image. */
const leastBytes = 8000;
/** Packed already, as storedAsTheyAre in src/builders/tree/pack.ts. */
const stored = "uncompressed@name(*.xz)||name(*.zst)||name(*.gz)";
const scratch = mkdtempSync(join(tmpdir(), "thinsmith-packages-"));

/** Bytes that a tree takes in an image. */
const packed = (tree, without = []) => {
  const image = join(scratch, "image");
  rmSync(image, { force: true });
  const options = ["-noappend", "-quiet", "-no-progress", "-no-exports", "-comp", "zstd", "-b", "128K"];
  const excludes = without.length > 0 ? ["-wildcards", "-e", ...without.map((place) => `${place}/*`)] : [];
  execFileSync(
    "mksquashfs",
    [tree, image, ...options, "-Xcompression-level", "9", "-action", stored, ...excludes],
    { stdio: "ignore" },
  );
  const head = Buffer.alloc(96);
  const file = openSync(image, "r");
  readSync(file, head, 0, 96, 0);
  closeSync(file);
  // bytes_used of the superblock, without what an empty tree takes.
  return Math.max(0, Number(head.readBigUInt64LE(40)) - 200);
};

const sizeOf = (path) =>
  existsSync(path) ? Number(execFileSync("du", ["-sb", path], { encoding: "utf8" }).split("\t")[0]) : 0;

const rounded = (value) => Math.round(value * 1000) / 1000;
const rows = new Map();

await withModules('export { rowOf } from "./src/contents/packed.ts";', ({ rowOf }) => {
  const debs = process.argv.slice(2).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".deb"))
      .map((name) => join(folder, name)),
  );
  for (const path of debs) {
    const field = (name) => execFileSync("dpkg-deb", ["-f", path, name], { encoding: "utf8" }).trim();
    const tree = join(scratch, "tree");
    rmSync(tree, { recursive: true, force: true });
    execFileSync("dpkg-deb", ["-x", path, tree]);
    const downloadBytes = statSync(path).size;
    const installedKiB = Number(field("Installed-Size"));
    const key = rowOf({ name: field("Package"), installedKiB, downloadBytes });
    const row = rows.get(key) ?? { download: 0, all: 0, places: {} };
    rows.set(key, row);
    const bytes = (place) => sizeOf(join(tree, place));
    const all = packed(tree);
    const kept = packed(tree, leftOut);
    const untranslated = bytes(translations) > 0 ? packed(tree, [...leftOut, translations]) : kept;
    const part = (place, share) => {
      if (share > 0) row.places[place] = (row.places[place] ?? 0) + share;
    };
    const leftBytes = leftOut.reduce((sum, place) => sum + bytes(place), 0);
    for (const place of leftOut) if (leftBytes > 0) part(place, ((all - kept) * bytes(place)) / leftBytes);
    part(translations, kept - untranslated);
    const restBytes = Math.max(1, sizeOf(tree) - leftBytes - bytes(translations));
    for (const place of others) part(place, (untranslated * Math.min(restBytes, bytes(place))) / restBytes);
    row.download += downloadBytes;
    row.all += all;
    console.error(path);
  }
});
rmSync(scratch, { recursive: true });

const before = JSON.parse(readFileSync(table, "utf8"));
const lines = [...rows]
  .filter(([, { download }]) => download >= leastBytes)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, { download, all, places }]) => {
    const shares = Object.entries(places).flatMap(([place, bytes]) => {
      const share = rounded(bytes / download);
      return share >= 0.005 ? [[place, share]] : [];
    });
    const modules = Object.entries(before[key]?.[1] ?? {}).filter(([place]) => place.includes("/modules/"));
    return `${JSON.stringify(key)}: ${JSON.stringify([rounded(all / download), Object.fromEntries([...shares, ...modules])])}`;
  });
writeFileSync(table, `{\n  ${lines.join(",\n  ")}\n}\n`);
