import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entry } from "../../../src/image/entry.ts";
import type { Compression, Part } from "../../../src/image/image.ts";
import { loadTree } from "../../../src/image/load.ts";
import { nameBytes, nameOf } from "../../../src/image/names.ts";
import { openImage } from "../../../src/image/open.ts";
import { ListingParser } from "../../../src/image/squashfs/listing.ts";
import { cpioArchive } from "../../../src/release/files/write-cpio.ts";
import {
  isRoot,
  makeCpio,
  makeOddTree,
  makeSquashfs,
  makeTar,
  oddNames,
  oddTime,
  pack,
  packs,
  paddedTo4,
} from "../../support/files/image-files.ts";
import { foundBy } from "../../support/found.ts";

let folder: string;
let tree: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "thinsmith-test-"));
  tree = join(folder, "tree");
  mkdirSync(tree);
  makeOddTree(tree);
});
afterAll(() => rmSync(folder, { recursive: true }));

const partOf = async (path: string): Promise<Part> => (await openImage(path)).parts[0] as Part;

const entriesOf = async (part: Part): Promise<Entry[]> => {
  const found: Entry[] = [];
  for await (const { entries } of part.list()) found.push(...entries);
  return found;
};

const contentOf = async (part: Part, path: string): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of part.read(path)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
};

const letters: Record<Entry["type"], string> = {
  directory: "d",
  file: "f",
  link: "l",
  character: "c",
  block: "b",
  fifo: "p",
  socket: "s",
};

/** The same of our own entries; hard links have the size of what they share. */
const asFound = (entries: readonly Entry[]): string[] => {
  const last = new Map(entries.map((entry) => [entry.path, entry]));
  const sizes = new Map<string, number>();
  for (const { path, sameAs, size } of last.values()) {
    const first = sameAs ?? path;
    sizes.set(first, Math.max(size, sizes.get(first) ?? 0));
  }
  const latin = (text: string) => nameBytes(text).toString("latin1");
  return [...last.values()]
    .map(({ path, type, mode, uid, gid, target = "", sameAs }) => {
      const size = type === "file" ? sizes.get(sameAs ?? path) : 0;
      return [letters[type], mode.toString(8), uid, gid, size, latin(target), latin(path), ""].join("|");
    })
    .sort();
};

describe("a squashfs", () => {
  it.each(["gzip", "zstd", "xz", "lz4", "lzo", "lzma"])("packed with %s is listed as it is", async (comp) => {
    const file = join(folder, `${comp}.squashfs`);
    makeSquashfs(tree, file, "-comp", comp);
    const part = await partOf(file);
    expect(part).toMatchObject({ name: "rootfs", format: "squashfs" });
    expect(await part.facts()).toMatchObject({ compression: comp, blockBytes: 131_072 });
    const entries = await entriesOf(part);
    expect(asFound(entries)).toEqual(foundBy(tree));
    expect(entries.every(({ mtime }) => mtime === oddTime)).toBe(true);
    if (isRoot) {
      expect(entries.find(({ path }) => path === "disk")?.device).toEqual({ major: 259, minor: 300 });
      expect(entries.find(({ path }) => path === "null")?.device).toEqual({ major: 1, minor: 3 });
    }
  });

  it("gives the content of files, whatever their names are", async () => {
    const part = await partOf(join(folder, "zstd.squashfs"));
    for (const [index, name] of oddNames.entries()) {
      expect(await contentOf(part, nameOf(name))).toBe(`${index}`.repeat(index + 1));
    }
    const files = ["dir/large", "dir/empty", "plain", "sttr"].map((path) => ({
      path,
      size: readFileSync(join(tree, path)).length,
    }));
    const pieces = new Map<number, Buffer[]>();
    for await (const { file, bytes } of part.readMany(files)) {
      pieces.set(file, [...(pieces.get(file) ?? []), bytes]);
    }
    for (const [index, { path }] of files.entries()) {
      expect(Buffer.concat(pieces.get(index) ?? []).equals(readFileSync(join(tree, path)))).toBe(true);
    }
  });

  it("says what it cannot read", async () => {
    const part = await partOf(join(folder, "zstd.squashfs"));
    for (const path of ["nothing", "dir", "link", "fifo"]) {
      await expect(contentOf(part, path)).rejects.toThrow(/cannot read it/);
    }
  });

  it("ends what is behind it when nobody reads on", async () => {
    const part = await partOf(join(folder, "zstd.squashfs"));
    for await (const chunk of part.read("dir/large")) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe("the parser of listings", () => {
  const listing = () =>
    execFileSync("unsquashfs", ["-lln", "-UTC", "-d", "PREFIX", join(folder, "zstd.squashfs")], {
      env: { ...process.env, LC_ALL: "C" },
    });

  const parsed = (bytes: Buffer, chunk: number, prefix = "PREFIX"): Entry[] => {
    const parser = new ListingParser(prefix);
    const found: Entry[] = [];
    for (let at = 0; at < bytes.length; at += chunk)
      found.push(...parser.write(bytes.subarray(at, at + chunk)));
    return [...found, ...parser.end()];
  };

  it.each([1, 2, 7, 64, 1_000_000])("reads chunks of %i bytes", (chunk) => {
    expect(asFound(parsed(listing(), chunk))).toEqual(foundBy(tree));
  });

  it("takes ids and sizes beyond 31 bits as unsquashfs prints them", () => {
    const text = `drwxr-xr-x -1/-2 3 2026-11-25 03:01 P\n-rw-r--r-- 0/0 8589934592 2026-11-25 03:01 P/a\n`;
    expect(parsed(Buffer.from(text), 10, "P")).toMatchObject([
      { uid: 4294967295, gid: 4294967294 },
      { path: "a", size: 8589934592 },
    ]);
  });

  it("does not take a name for an entry that has not the prefix in its place", () => {
    const forged = "-rw-r--r-- 0/0 5 2026-11-25 03:01 OTHER/etc/passwd";
    const text = `drwxr-xr-x 0/0 3 2026-11-25 03:01 P\n-rw-r--r-- 0/0 1 2026-11-25 03:01 P/a\n${forged}\n`;
    expect(parsed(Buffer.from(text), 9, "P").map(({ path }) => path)).toEqual(["", `a\n${forged}`]);
  });

  it("gives up on a name without end", () => {
    const parser = new ListingParser("P");
    const begin = Buffer.from("-rw-r--r-- 0/0 1 2026-11-25 03:01 P/a\n");
    expect(() => {
      parser.write(begin);
      for (let count = 0; count < 100; count += 1) parser.write(Buffer.alloc(65_536, "a"));
    }).toThrow("a name that is too long");
  });
});

describe("an initrd", () => {
  const configuration = () =>
    cpioArchive([
      { path: "thinsmith", mode: 0o040755 },
      { path: "thinsmith/client.conf", mode: 0o100644, content: Buffer.from("rootproto=http\n") },
    ]);
  const early = () =>
    cpioArchive([
      { path: "kernel", mode: 0o040755 },
      { path: "kernel/microcode.bin", mode: 0o100644, content: Buffer.alloc(5000, 1) },
    ]);
  const compressions = Object.keys(packs) as Compression[];

  it.each(compressions)("of one archive, compression %s, is listed as it is", async (compression) => {
    const file = join(folder, `single-${compression}`);
    writeFileSync(file, pack(compression, makeCpio(tree)));
    const part = await partOf(file);
    expect(part).toMatchObject({ name: "initrd", format: "initrd" });
    const entries = await entriesOf(part);
    expect(asFound(entries)).toEqual(foundBy(tree));
    expect(entries.every(({ mtime }) => mtime === oddTime)).toBe(true);
    for (const [index, name] of oddNames.entries()) {
      expect(await contentOf(part, nameOf(name))).toBe(`${index}`.repeat(index + 1));
    }
    // One file by three names, with the content at the last of them.
    for (const path of ["plain", "hard", "dir/harder"]) expect(await contentOf(part, path)).toBe("0");
  });

  it.each(compressions)("of several archives, compression %s, has a folder for each", async (compression) => {
    const file = join(folder, `several-${compression}`);
    const main = pack(compression, makeCpio(tree));
    // The kernel stops reading lz4 where a length is zero.
    const initrd = [paddedTo4(early(), 512), paddedTo4(main, 4), configuration(), paddedTo4(configuration())];
    writeFileSync(file, Buffer.concat(initrd));
    const part = await partOf(file);
    const { archives } = await part.facts();
    expect(archives?.map(({ name, compression: how }) => [name, how])).toEqual(
      compression === "none"
        ? [
            ["early", "none"],
            ["main", "none"],
            ["added", "none"],
            ["added2", "none"],
          ]
        : [
            ["early", "none"],
            ["main", compression],
            ["added", "none"],
            ["added2", "none"],
          ],
    );
    // Zeros behind a plain archive are no part of it.
    const packedBytes = compression === "none" ? expect.any(Number) : main.length;
    expect(archives?.[1]).toMatchObject({ offset: paddedTo4(early(), 512).length, packedBytes });
    const entries = await entriesOf(part);
    const inMain = entries
      .filter(({ path }) => path === "main" || path.startsWith("main/"))
      .map((entry) => {
        const strip = (path: string) => path.slice("main/".length);
        return {
          ...entry,
          path: strip(entry.path),
          ...(entry.sameAs ? { sameAs: strip(entry.sameAs) } : {}),
        };
      });
    expect(asFound(inMain)).toEqual(foundBy(tree));
    expect(await contentOf(part, "added/thinsmith/client.conf")).toBe("rootproto=http\n");
    expect(await contentOf(part, "main/sttr")).toBe(
      await contentOf(await partOf(join(folder, "single-none")), "sttr"),
    );
  });

  it("of several packed archives, one behind the other without a gap where the format tells", async () => {
    const file = join(folder, "packed-twice");
    const main = makeCpio(tree);
    for (const first of ["gzip", "zstd", "xz", "bzip2", "lzma"] as const) {
      for (const second of ["zstd", "gzip", "lz4"] as const) {
        writeFileSync(file, Buffer.concat([pack(first, main), pack(second, early())]));
        const { archives } = await (await partOf(file)).facts();
        expect(archives?.map(({ compression }) => compression)).toEqual([first, second]);
      }
    }
  });

  it("takes the later of two entries of one path, as the kernel does", async () => {
    const file = join(folder, "twice");
    const conf = (text: string) => ({ path: "conf", mode: 0o100644, content: Buffer.from(text) });
    writeFileSync(file, cpioArchive([conf("first"), conf("second one")]));
    const part = await partOf(file);
    expect(await contentOf(part, "conf")).toBe("second one");
    expect((await loadTree(part)).totalSize(0)).toBe(10);
    await expect(contentOf(part, "nothing")).rejects.toThrow("has no file nothing");
  });

  it.runIf(isRoot)("is listed as cpio lists it", async () => {
    const text = execFileSync("cpio", ["-t", "--quiet"], { input: makeCpio(tree), encoding: "latin1" });
    const names = (await entriesOf(await partOf(join(folder, "single-xz")))).map(({ path }) =>
      nameBytes(path === "" ? "." : path).toString("latin1"),
    );
    expect(`${names.join("\n")}\n`).toBe(text);
  });
});

describe("a tar archive", () => {
  /** The tar package reads names as UTF-8. */
  const isText = (record: string) => !/[\x80-\xff]/.test(record);

  it.each([
    ["gnu", "none"],
    ["pax", "gzip"],
    ["gnu", "zstd"],
    ["pax", "xz"],
    ["ustar", "bzip2"],
  ] as const)("of format %s, compression %s, is listed as it is", async (format, compression) => {
    const file = join(folder, `${format}-${compression}.tar`);
    writeFileSync(file, pack(compression, makeTar(tree, format)));
    const part = await partOf(file);
    expect(part).toMatchObject({ name: "archive", format: "tar" });
    expect(await part.facts()).toEqual({ compression });
    const entries = await entriesOf(part);
    expect(asFound(entries).filter(isText).join("\n")).toBe(foundBy(tree).filter(isText).join("\n"));
    expect(await contentOf(part, "dir/large")).toBe(readFileSync(join(tree, "dir/large"), "latin1"));
    expect(await contentOf(part, "hard")).toBe("0");
    expect(await contentOf(part, "new\nline")).toBe(readFileSync(join(tree, "new\nline"), "latin1"));
  });
});
