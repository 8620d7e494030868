import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadTree } from "../../../src/image/load.ts";
import { nameBytes } from "../../../src/image/names.ts";
import { openImage } from "../../../src/image/open.ts";
import { filePlaces } from "../../../src/image/squashfs/places.ts";
import { makeOddTree, makeSquashfs } from "../../support/files/image-files.ts";

let folder: string;
let tree: string;
const inFolder = (name: string) => join(folder, name);
/** A file whose size is no multiple of a block, without a block like another one. */
const large = Buffer.from(Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`).join(""));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "thinsmith-places-"));
  tree = inFolder("tree");
  mkdirSync(tree);
  makeOddTree(tree);
  mkdirSync(join(tree, "many"));
  // More names than one block of the tables has room for.
  for (let index = 0; index < 3000; index += 1)
    writeFileSync(join(tree, "many", `file-${index}`), `the content of file ${index}`);
  writeFileSync(join(tree, "many/large"), large);
  writeFileSync(join(tree, "zeros"), Buffer.alloc(1_000_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("where the files of a squashfs lie", () => {
  it.each([
    ["gzip", []],
    ["zstd", []],
    ["xz", []],
    ["lz4", []],
    ["without packed tables", ["-noI"]],
    ["without shared blocks", ["-no-fragments"]],
    ["without a table of inode numbers", ["-no-exports"]],
  ])("is known: %s", async (name, more) => {
    const file = inFolder("image.squashfs");
    const compression = more.length === 0 ? ["-comp", name] : [];
    // The content itself is not packed, so that it can be compared.
    makeSquashfs(tree, file, "-noD", "-noF", ...compression, ...more);
    const image = readFileSync(file);
    const places = new Map((await filePlaces(file)).map((place) => [place.path, place]));
    const [part] = (await openImage(file)).parts;
    if (!part) throw new Error("no part");
    const listed = await loadTree(part);
    const files: string[] = [];
    for (let node = 0; node < listed.count; node += 1)
      if (listed.type(node) === "file") files.push(listed.path(node));
    expect([...places.keys()].sort()).toEqual(files.sort());
    for (const path of files) {
      const content = readFileSync(Buffer.concat([Buffer.from(`${tree}/`), nameBytes(path)]));
      const { own, shared } = places.get(path) ?? {};
      const whole = own ? image.subarray(own.from, own.from + own.bytes) : Buffer.alloc(0);
      if (path === "zeros") expect([own, shared]).toEqual([undefined, undefined]);
      else expect(content.subarray(0, whole.length).equals(whole), path).toBe(true);
      const rest = content.subarray(whole.length);
      if (path === "zeros" || rest.length === 0) continue;
      expect(
        image.subarray(shared?.from, (shared?.from ?? 0) + (shared?.bytes ?? 0)).includes(rest),
        path,
      ).toBe(true);
    }
    rmSync(file);
  });

  it("is not known of a damaged one, which says so", async () => {
    const file = inFolder("damaged.squashfs");
    makeSquashfs(tree, file, "-comp", "gzip");
    const image = readFileSync(file);
    const tables = Number(image.readBigUInt64LE(64));
    for (let at = 0; at < 96 + 64; at += 3) {
      const broken = Buffer.from(image);
      // In the superblock behind its version, then in the table of inodes.
      const place = at < 96 ? Math.max(32, at) : tables + at - 96;
      broken[place] = (broken[place] ?? 0) ^ 0xff;
      writeFileSync(file, broken);
      await filePlaces(file).then(
        (places) => expect(places.length).toBeLessThan(10_000),
        (error: Error) => expect(error.message).toMatch(/is damaged|entries/),
      );
    }
    writeFileSync(file, image);
    truncateSync(file, image.length - 1000);
    await expect(filePlaces(file)).rejects.toThrow(/is damaged: it has \d+ of the \d+ bytes/);
  });
});
