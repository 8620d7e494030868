import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { extractPart } from "../../../src/image/extract/extract.ts";
import { markerName, TargetOccupied } from "../../../src/image/extract/target.ts";
import type { Part } from "../../../src/image/image.ts";
import { openImage } from "../../../src/image/open.ts";
import { cpioArchive } from "../../../src/release/files/write-cpio.ts";
import { CancelledError } from "../../../src/system/errors.ts";
import {
  isRoot,
  makeCpio,
  makeOddTree,
  makeSquashfs,
  makeTar,
  pack,
  paddedTo4,
} from "../../support/files/image-files.ts";
import { type RawEntry, rawCpio } from "../../support/files/raw-cpio.ts";
import { foundBy } from "../../support/found.ts";

let folder: string;
let tree: string;
let squashfs: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "thinsmith-test-"));
  tree = join(folder, "tree");
  mkdirSync(tree);
  makeOddTree(tree);
  squashfs = join(folder, "odd.squashfs");
  makeSquashfs(tree, squashfs, "-comp", "zstd");
});
afterAll(() => rmSync(folder, { recursive: true }));

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(folder, "place-"));
});

const partOf = async (path: string): Promise<Part> => (await openImage(path)).parts[0] as Part;
const fileWith = (content: Buffer): string => {
  const file = join(place, "archive");
  writeFileSync(file, content);
  return file;
};
const to = () => join(place, "out");

describe.runIf(isRoot)("unpacking gives back the tree", () => {
  const archives: [string, () => string][] = [
    ["of a squashfs", () => squashfs],
    ["of an initrd", () => fileWith(pack("zstd", makeCpio(tree)))],
  ];
  it.each(archives)("%s: names, rights, owners, times, devices", async (_, file) => {
    const { directory, notes } = await extractPart(await partOf(file()), { to: to() });
    expect(directory).toBe(to());
    expect(notes).toEqual([]);
    expect(foundBy(to(), { times: true, without: markerName })).toEqual(foundBy(tree, { times: true }));
    execFileSync("diff", [
      "-r",
      "--no-dereference",
      "--exclude=fifo",
      "--exclude=null",
      "--exclude=disk",
      ...["--exclude", markerName],
      tree,
      to(),
    ]);
    expect(lstatSync(join(to(), "plain")).ino).toBe(lstatSync(join(to(), "dir/harder")).ino);
    expect(lstatSync(join(to(), "disk")).rdev).toBe(lstatSync(join(tree, "disk")).rdev);
  });

  it("of a tar archive: as far as its names are text", async () => {
    await extractPart(await partOf(fileWith(makeTar(tree, "pax"))), { to: to() });
    // pax archives of GNU tar have no device numbers where the tar package looks for them.
    const isSame = (record: string) => !/[\x80-\xff]|^[bc]/.test(record);
    expect(foundBy(to(), { times: true, without: markerName }).filter(isSame)).toEqual(
      foundBy(tree, { times: true }).filter(isSame),
    );
    expect(lstatSync(join(to(), "plain")).ino).toBe(lstatSync(join(to(), "dir/harder")).ino);
  });
});

describe("unpacking", () => {
  it("gives each archive of an initrd a folder of its own", async () => {
    const conf = cpioArchive([{ path: "thinsmith.conf", mode: 0o100644, content: Buffer.from("a=b\n") }]);
    const initrd = Buffer.concat([paddedTo4(conf), pack("gzip", makeCpio(tree)), Buffer.alloc(8), conf]);
    await extractPart(await partOf(fileWith(paddedTo4(initrd))), { to: to() });
    expect(readdirSync(to()).sort()).toEqual([markerName, "added", "early", "main"]);
    expect(readFileSync(join(to(), "added/thinsmith.conf"), "utf8")).toBe("a=b\n");
    expect(foundBy(join(to(), "main"))).toEqual(foundBy(tree));
  });

  it.each(["squashfs", "initrd", "tar"])("takes some paths alone out of a %s", async (format) => {
    const file =
      format === "squashfs"
        ? squashfs
        : fileWith(format === "tar" ? makeTar(tree) : pack("xz", makeCpio(tree)));
    const part = await partOf(file);
    const only = ["dir/deep", "hard", "dir/harder", "link", "new\nline"];
    await extractPart(part, { to: to(), only });
    const wanted = [...only, "", "dir", "dir/deep/er"];
    const isWanted = (record: string) => wanted.includes(record.split("|").at(-2) ?? "");
    expect(foundBy(to(), { without: markerName })).toEqual(foundBy(tree).filter(isWanted));
    expect(readFileSync(join(to(), "hard"), "utf8")).toBe("0");
    await expect(extractPart(part, { to: to(), only: ["no\x1b such"] })).rejects.toThrow(
      "has no no\\x1b such",
    );
  });

  it("says how far it is", async () => {
    const fractions: number[] = [];
    await extractPart(await partOf(fileWith(pack("zstd", makeCpio(tree)))), {
      to: to(),
      onProgress: ({ fraction }) => fractions.push(fraction ?? -1),
    });
    expect(fractions.at(-1)).toBe(1);
  });

  it("replaces what it made before, and nothing else", async () => {
    const part = await partOf(squashfs);
    await extractPart(part, { to: to() });
    writeFileSync(join(to(), "mine"), "");
    await extractPart(part, { to: to() });
    expect(existsSync(join(to(), "mine"))).toBe(false);

    rmSync(join(to(), markerName));
    await expect(extractPart(part, { to: to() })).rejects.toThrow(TargetOccupied);
    expect(existsSync(join(to(), "plain"))).toBe(true);
    await extractPart(part, { to: to(), replace: "anything" });
    expect(existsSync(join(to(), markerName))).toBe(true);

    for (const other of ["file", "link"]) {
      const path = join(place, other);
      if (other === "file") writeFileSync(path, "precious");
      else symlinkSync(to(), path);
      await expect(extractPart(part, { to: path })).rejects.toThrow(TargetOccupied);
    }
    mkdirSync(join(place, "empty"));
    await extractPart(part, { to: join(place, "empty") });
    expect(readdirSync(place).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("never replaces where people are, or what it reads", async () => {
    const part = await partOf(fileWith(readFileSync(squashfs)));
    for (const target of ["/", process.cwd(), place]) {
      await expect(extractPart(part, { to: target, replace: "anything" })).rejects.toThrow(
        "cannot be replaced",
      );
    }
    expect(existsSync(part.file)).toBe(true);
  });

  it("leaves nothing when it is cancelled or fails, and what was there stays", async () => {
    const part = await partOf(squashfs);
    await extractPart(part, { to: to() });
    writeFileSync(join(to(), "witness"), "");
    const controller = new AbortController();
    const initrd = await partOf(fileWith(pack("zstd", makeCpio(tree))));
    const cancelled = extractPart(initrd, {
      to: to(),
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(cancelled).rejects.toThrow(CancelledError);
    await expect(extractPart(part, { to: to(), signal: controller.signal })).rejects.toThrow(CancelledError);

    const damaged = readFileSync(squashfs);
    damaged.fill(0x55, 200, damaged.length / 2);
    await expect(extractPart(await partOf(fileWith(damaged)), { to: to() })).rejects.toThrow("damaged");
    const truncated = pack("gzip", makeCpio(tree));
    await expect(
      extractPart(await partOf(fileWith(truncated.subarray(0, truncated.length - 100))), { to: to() }),
    ).rejects.toThrow("damaged");
    expect(existsSync(join(to(), "witness"))).toBe(true);
    expect(readdirSync(place).sort()).toEqual(["archive", "out"]);
  });

  it("removes what a process that was killed has left", async () => {
    const left = join(place, ".out.thinsmith-4194304.1.new");
    mkdirSync(join(left, "deep"), { recursive: true });
    const alive = join(place, ".out.thinsmith-1.0.new.txt");
    writeFileSync(alive, "");
    await extractPart(await partOf(squashfs), { to: to() });
    expect(existsSync(left)).toBe(false);
    expect(existsSync(alive)).toBe(true);
  });
});

describe("a hostile archive", () => {
  const directory = { mode: 0o040755 };
  const link = (name: string, target: string): RawEntry => ({ name, mode: 0o120777, content: target });
  const outside = () => join(place, "outside");

  const unpack = async (...entries: RawEntry[]) => {
    mkdirSync(outside(), { recursive: true });
    writeFileSync(join(outside(), "passwd"), "root");
    const part = await partOf(fileWith(rawCpio(...entries)));
    const result = await extractPart(part, { to: to() });
    // Whatever it says: nothing outside is touched.
    expect(readdirSync(outside())).toEqual(["passwd"]);
    expect(readFileSync(join(outside(), "passwd"), "utf8")).toBe("root");
    expect(readdirSync(place).sort()).toEqual(["archive", "out", "outside"]);
    return result;
  };

  it("cannot name what lies outside", async () => {
    const { notes } = await unpack(
      { name: "../outside/evil", content: "x" },
      { name: "a/../../outside/evil", content: "x" },
      { name: join(place, "outside/passwd"), content: "evil" },
      { name: "..", ...directory },
      { name: "fine", content: "y" },
    );
    expect(notes).toEqual([
      expect.stringContaining("3 entries are left out: their paths lead out of the directory"),
    ]);
    expect(readFileSync(join(to(), "fine"), "utf8")).toBe("y");
    // An absolute name is one below the directory.
    expect(readFileSync(join(to(), place, "outside/passwd"), "utf8")).toBe("evil");
  });

  it("cannot go through a link", async () => {
    const { notes } = await unpack(
      link("way", outside()),
      { name: "way/evil", content: "x" },
      { name: "way/sub/evil", ...directory },
      link("up", ".."),
      { name: "up/outside/evil", content: "x" },
      link("dir", outside()),
      { name: "dir", ...directory, mode: 0o040777 },
      { name: "dir/fine", content: "y" },
      link("passwd", join(outside(), "passwd")),
      { name: "passwd", content: "evil" },
    );
    expect(notes).toEqual([
      expect.stringContaining("3 entries are left out: their paths lead through a link"),
    ]);
    expect(readFileSync(join(to(), "dir/fine"), "utf8")).toBe("y");
    expect(readFileSync(join(to(), "passwd"), "utf8")).toBe("evil");
    expect(readlinkSync(join(to(), "way"))).toBe(outside());
  });

  it("cannot write through a hard link", async () => {
    const linked = { ino: 7, links: 2 };
    const { notes } = await unpack(
      link("passwd", join(outside(), "passwd")),
      // The first of them is replaced by a link before the second brings the content.
      { name: "first", ...linked, content: "" },
      link("first", join(outside(), "passwd")),
      { name: "second", ...linked, content: "evil" },
      { name: "../outside/passwd", ino: 8, links: 2 },
      { name: "third", ino: 8, links: 2, content: "evil" },
    );
    expect(notes.join("\n")).toContain("links are left out");
    expect(existsSync(join(to(), "second"))).toBe(false);
  });

  it.runIf(isRoot)("cannot have a device made outside", async () => {
    const null_ = { mode: 0o020666, device: [1, 3] as const };
    await unpack(
      { name: "dir", ...directory },
      { name: "dir/null", ...null_ },
      // The directory of the node goes, and a link takes its place.
      { name: "dir", content: "" },
      link("dir2", outside()),
      { name: "dir2/null", ...null_ },
      { name: "../outside/null", ...null_ },
    );
  });

  it("cannot make the marker, or keep it from being made", async () => {
    await unpack(link(markerName, join(outside(), "passwd")), { name: "fine" });
    expect(lstatSync(join(to(), markerName)).isFile()).toBe(true);
    rmSync(to(), { recursive: true });
    await unpack({ name: `${markerName}/sub`, content: "x" });
    const again = extractPart(await partOf(fileWith(rawCpio({ name: "a" }))), { to: to() });
    await expect(again).rejects.toThrow(TargetOccupied);
  });

  it("may be a tree of any depth, and have names that are too long", async () => {
    const deep = Array.from({ length: 1500 }, () => "d").join("/");
    const { notes } = await unpack(
      { name: `${deep}/file`, content: "x" },
      { name: "n".repeat(300), content: "x" },
      { name: `${deep}/`.repeat(2).slice(0, 4090), content: "x" },
      { name: "fine" },
    );
    expect(notes.join()).toContain("longer than the system allows");
    expect(existsSync(join(to(), "fine"))).toBe(true);
    await extractPart(await partOf(squashfs), { to: to() });
  });

  it("may name one path twice, as different kinds of file", async () => {
    const { notes } = await unpack(
      { name: "a", content: "file" },
      { name: "a", ...directory },
      { name: "a/b", content: "x" },
      { name: "a", content: "file again" },
      { name: "empty", ...directory },
      { name: "empty", content: "now a file" },
      { name: "", ...directory, mode: 0o040700 },
      link("", outside()),
    );
    expect(notes.join()).toContain("a directory with the same name is not empty");
    expect(readFileSync(join(to(), "empty"), "utf8")).toBe("now a file");
    expect(readFileSync(join(to(), "a/b"), "utf8")).toBe("x");
    expect(lstatSync(to()).mode & 0o777).toBe(0o700);
  });
});
