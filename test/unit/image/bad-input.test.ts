import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Compression, Part } from "../../../src/image/image.ts";
import { loadTree } from "../../../src/image/load.ts";
import { openImage } from "../../../src/image/open.ts";
import { ListingParser } from "../../../src/image/squashfs/listing.ts";
import { Tree } from "../../../src/image/tree.ts";
import { cpioArchive } from "../../../src/release/files/write-cpio.ts";
import { CancelledError, ThinsmithError } from "../../../src/system/errors.ts";
import {
  makeCpio,
  makeOddTree,
  makeSquashfs,
  makeTar,
  pack,
  packs,
} from "../../support/files/image-files.ts";
import { rawCpio, rawEntry } from "../../support/files/raw-cpio.ts";

let folder: string;
let tree: string;
let squashfs: Buffer;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "thinsmith-test-"));
  tree = join(folder, "tree");
  mkdirSync(tree);
  makeOddTree(tree);
  const file = join(folder, "good");
  makeSquashfs(tree, file, "-noI", "-noD", "-noF");
  squashfs = readFileSync(file);
});
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (content: Buffer | string): string => {
  const file = join(folder, "file");
  writeFileSync(file, content);
  return file;
};

/** Everything that can be asked of a file; the error that comes of it. */
const errorOf = async (path: string): Promise<ThinsmithError> => {
  try {
    const part = (await openImage(path)).parts[0] as Part;
    await part.facts();
    await loadTree(part);
  } catch (error) {
    if (!(error instanceof ThinsmithError)) throw error;
    return error;
  }
  throw new Error("nothing was wrong");
};

const at = (offset: number, magic: string) =>
  Buffer.concat([Buffer.alloc(offset, 1), Buffer.from(magic, "latin1"), Buffer.alloc(2000, 1)]);
const small = cpioArchive([{ path: "a", mode: 0o100644, content: Buffer.alloc(5000, "a") }]);
const changed = (bytes: Buffer, change: (copy: Buffer) => void) => {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
};

describe("what is nothing to look into", () => {
  it.each([
    ["an empty file", "", "is empty"],
    ["a text", "hello\n".repeat(100), "has an unknown format"],
    ["a LUKS volume", at(0, "LUKS\xba\xbe"), "encrypted volume"],
    ["what openssl encrypted", at(0, "Salted__"), "encrypted"],
    ["what gpg encrypted", at(0, "-----BEGIN PGP MESSAGE"), "PGP"],
    ["a zip archive", at(0, "PK\x03\x04"), "zip"],
    ["a kernel", at(514, "HdrS"), "a kernel"],
    ["an ISO image", at(32_769, "CD001"), "ISO"],
    ["a file system", at(1080, "\x53\xef"), "ext"],
    ["an old cpio archive", `070707${"0".repeat(200)}`, 'not "newc"'],
    ["packed text", pack("gzip", Buffer.from("hello")), "its content is unknown"],
    ["half a byte of gzip", Buffer.from([0x1f, 0x8b, 0x08]), "damaged"],
  ])("%s", async (_, content, says) => {
    const { message, remedy } = await errorOf(fileWith(content));
    expect(message).toContain(says);
    expect(remedy).toBeTruthy();
    expect(message).not.toMatch(/[\x00-\x1f]/);
  });

  it("a directory, a device, and what is not there", async () => {
    expect((await errorOf(folder)).message).toContain("is a directory, and no release");
    expect((await errorOf("/dev/null")).message).toContain("no regular file");
    expect((await errorOf(join(folder, "nothing"))).message).toContain("There is no release");
  });

  it("a packed squashfs says that it must be unpacked first", async () => {
    expect((await errorOf(fileWith(pack("xz", squashfs)))).remedy).toContain("unpacked first");
  });
});

describe("a damaged squashfs", () => {
  it("that was cut off says how much is missing", async () => {
    const { message } = await errorOf(fileWith(squashfs.subarray(0, squashfs.length - 5000)));
    expect(message).toMatch(/it has \d+ of the \d+ bytes/);
    expect((await errorOf(fileWith(squashfs.subarray(0, 50)))).message).toContain("damaged");
  });

  it.each([
    ["another version", (copy: Buffer) => copy.writeUInt16LE(3, 28), "version 3.0"],
    ["no root", (copy: Buffer) => copy.writeBigUInt64LE(0x7fffffffffn, 32), "unsquashfs cannot read it"],
    ["no tables", (copy: Buffer) => copy.fill(0xff, 64, 96), "unsquashfs cannot read it"],
    ["content overwritten", (copy: Buffer) => copy.fill(0x55, copy.length - 8192), "damaged"],
  ])("with %s", async (_, change, says) => {
    expect((await errorOf(fileWith(changed(squashfs, change)))).message).toContain(says);
  });
});

describe("a damaged initrd", () => {
  it.each(Object.keys(packs) as Compression[])("that was cut off, compression %s", async (compression) => {
    const whole = pack(compression, makeCpio(tree));
    for (const left of [whole.length - 600, Math.floor(whole.length / 2), 40]) {
      expect((await errorOf(fileWith(whole.subarray(0, left)))).message).toContain("damaged");
    }
  });

  it.each(["gzip", "zstd", "xz", "lz4", "bzip2", "lzma"] as const)(
    "with other bytes in %s data",
    async (packing) => {
      const whole = pack(packing, makeCpio(tree));
      const spoiled = changed(whole, (copy) => copy.fill(0x55, whole.length >> 1, (whole.length >> 1) + 200));
      expect((await errorOf(fileWith(spoiled))).message).toContain("damaged");
    },
  );

  it.each([
    ["with something else behind an archive", Buffer.concat([small, Buffer.from("xyz!")]), "is neither"],
    ["whose content is 4 GiB, it says", rawCpio({ name: "a", size: 0xffffffff }), "ends too early"],
    [
      "with a name without end",
      changed(small, (copy) => copy.fill("a", 110, 112)),
      "has no terminating zero",
    ],
    ["with a name of 4 GiB", rawCpio({ name: "a", nameSize: 0xffffffff }), "ends too early"],
    ["with letters for numbers", changed(small, (copy) => copy.fill("z", 20, 24)), "an invalid number"],
    ["without its end", rawEntry({ name: "a", content: "x" }), "ends too early"],
    [
      "with another beginning in the midst",
      Buffer.concat([rawEntry({ name: "a" }), Buffer.alloc(200, "y")]),
      "begins",
    ],
    ["with junk in what is packed", pack("zstd", Buffer.concat([small, Buffer.from("junk")])), "begins"],
  ])("%s", async (_, content, says) => {
    const { message } = await errorOf(fileWith(content));
    expect(message).toContain("damaged");
    expect(message).toContain(says);
  });

  it("leaves out what the kernel leaves out", async () => {
    const link = { name: "link", mode: 0o120777 };
    const part = (
      await openImage(
        fileWith(
          rawCpio(
            { name: "n".repeat(5000) },
            { ...link, content: "t".repeat(5000) },
            { ...link, content: "" },
            { name: "odd", mode: 0o170644 },
            { name: "good" },
          ),
        ),
      )
    ).parts[0] as Part;
    const loaded = await loadTree(part);
    expect(loaded.children(0).map(loaded.name)).toEqual(["good"]);
  });

  it("that is packed with a program that is not there says which", async () => {
    const { PATH } = process.env;
    const file = fileWith(pack("zstd", small));
    try {
      process.env.PATH = join(folder, "nothing");
      const { message, remedy } = await errorOf(file);
      expect(message).toContain("zstd is not installed");
      expect(remedy).toContain("doctor --install");
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe("a damaged tar archive", () => {
  it("that was cut off, or has other bytes", async () => {
    const whole = makeTar(tree);
    expect((await errorOf(fileWith(whole.subarray(0, whole.length / 2)))).message).toContain("broken");
    const spoiled = changed(whole, (copy) => copy.fill(0x55, 5 * 512, 6 * 512));
    expect((await errorOf(fileWith(spoiled))).message).toContain("broken");
    const packed = pack("gzip", whole);
    expect((await errorOf(fileWith(packed.subarray(0, packed.length / 2)))).message).toContain("damaged");
  });

  it("that says to have files of gigabytes out of nothing is not unpacked to its end", {
    timeout: 120_000,
  }, async () => {
    const header = makeTar(tree).subarray(0, 512);
    const huge = changed(header, (copy) => {
      copy.fill(0, 0, 100);
      copy.write("bomb");
      copy.write("0", 156);
      copy.write("77777777777\0", 124);
      copy.fill(" ", 148, 156);
      copy.write(
        `${copy
          .reduce((sum, byte) => sum + byte, 0)
          .toString(8)
          .padStart(6, "0")}\0 `,
        148,
      );
    });
    // 128 MiB of zeros in a frame of 4 KB, and many of them.
    const frame = execFileSync("zstd", ["-q", "-1"], {
      input: Buffer.alloc(128 * 1024 * 1024),
      maxBuffer: 1e9,
    });
    const frames = Array.from({ length: 40 }, () => frame);
    const { message } = await errorOf(fileWith(Buffer.concat([pack("zstd", huge), ...frames])));
    expect(message).toContain("unpack to more than");
  });
});

describe("reading", () => {
  it("notices that the file changes", async () => {
    const file = fileWith(squashfs);
    const part = (await openImage(file)).parts[0] as Part;
    const listing = async () => {
      for await (const { entries } of part.list()) {
        if (entries.length > 0) appendFileSync(file, "more");
      }
    };
    await expect(listing()).rejects.toThrow("changed while it was being read");
  });

  it("can be cancelled", async () => {
    for (const content of [
      squashfs,
      pack("xz", makeCpio(tree)),
      pack("gzip", makeCpio(tree)),
      makeTar(tree),
    ]) {
      const part = (await openImage(fileWith(content))).parts[0] as Part;
      const controller = new AbortController();
      controller.abort();
      await expect(loadTree(part, { signal: controller.signal })).rejects.toThrow(CancelledError);
    }
  });

  it("takes a tree of 5,000 levels, and names with controls", () => {
    const parser = new ListingParser("P");
    const loaded = new Tree();
    let path = "";
    for (let level = 0; level < 5000; level += 1) {
      path += `/d${level % 7}`;
      const line = `drwxr-xr-x 0/0 3 2026-11-25 03:01 P${path}\n`;
      for (const entry of parser.write(Buffer.from(line))) loaded.add(entry);
    }
    for (const entry of parser.end()) loaded.add(entry);
    expect(loaded.count).toBe(5001);
    expect(loaded.depth(loaded.find(path) ?? 0)).toBe(5000);
  });
});
