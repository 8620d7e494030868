import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StanzaParser } from "../../../src/distributions/debian/deb822.ts";
import type { ArchiveEvent } from "../../../src/image/archive/event.ts";
import { CpioError, CpioParser } from "../../../src/image/cpio/parser.ts";
import { type Entry, modeText } from "../../../src/image/entry.ts";
import { Notes } from "../../../src/image/extract/notes.ts";
import { TreeWriter } from "../../../src/image/extract/writer.ts";
import { cleanPath, nameBytes } from "../../../src/image/names.ts";
import { ListingParser } from "../../../src/image/squashfs/listing.ts";
import { TarError, TarReader } from "../../../src/image/tar/reader.ts";
import { entry } from "./entries.ts";
import { type Random, randomBy } from "./random.ts";
import { type RawEntry, rawEntry } from "./raw-cpio.ts";

/** Pieces that names are put together from; each is there since it breaks something somewhere. */
const pieces = [
  ...[
    "a",
    "b",
    "usr",
    "lib",
    ".",
    "..",
    "",
    " ",
    "\n",
    "\t",
    " -> ",
    "-",
    "*",
    "?",
    "[",
    "\\",
    "\x1b[2J",
    "\u202e",
  ],
  ...[
    "squashfs-root",
    "-rw-r--r-- 0/0 1 2026-01-01 00:00 squashfs-root/x",
    "\nlrwxrwxrwx 0/0 1",
    "TRAILER!!!",
  ],
  ...["070701", "größe", "\udcff", "\udcc3", "x".repeat(100)],
];

const nameBy = (random: Random): string => {
  const parts = Array.from({ length: 1 + random.below(3) }, () => random.pick(pieces));
  return parts.join("").replaceAll("/", "|") || "n";
};

const pathBy = (random: Random): string =>
  Array.from({ length: 1 + random.below(4) }, () => nameBy(random)).join("/");

/** Cuts, repeats, fills and flips bytes. */
const spoil = (bytes: Buffer, random: Random): Buffer => {
  let spoiled = Buffer.from(bytes);
  for (let change = random.below(4); change > 0 && spoiled.length > 0; change -= 1) {
    const at = random.below(spoiled.length);
    const length = Math.min(random.below(40), spoiled.length - at);
    const kind = random.below(5);
    if (kind === 0) spoiled[at] = random.below(256);
    else if (kind === 1) spoiled = Buffer.from(spoiled.subarray(0, at));
    else if (kind === 2) spoiled = Buffer.concat([spoiled.subarray(0, at), spoiled.subarray(at + length)]);
    else if (kind === 3) spoiled = Buffer.concat([spoiled.subarray(0, at + length), spoiled.subarray(at)]);
    else spoiled.fill(random.pick(["0", "f", "\0", "\xff", "\n"]), at, at + length);
  }
  return spoiled;
};

/** The bytes in chunks of any length. */
const chunksOf = function* (bytes: Buffer, random: Random): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(random.below(4) === 0 ? 8 : 2000);
    yield bytes.subarray(at, at + length);
    at += length;
  }
};

/** Events with contents joined, so that other chunks make no other events; and how it ended. */
const outcomeOf = (
  reader: { write(chunk: Buffer): readonly (ArchiveEvent | { kind: "end"; at: number })[]; end(): unknown },
  chunks: Iterable<Buffer>,
  expected: new (...args: never[]) => Error,
): string => {
  const found: string[] = [];
  let [content, size] = [0, 0];
  const take = (events: readonly (ArchiveEvent | { kind: "end"; at: number })[]) => {
    for (const event of events) {
      if (event.kind === "content") {
        content += event.bytes.length;
        assert(content <= size, "more content than the entry said");
        continue;
      }
      found.push(`${content}`, JSON.stringify(event));
      if (event.kind !== "entry") continue;
      const { path, uid, gid, mode } = event.entry;
      assert(!path.split("/").some((name) => name === "." || (name === "" && path !== "")), path);
      assert(uid >= 0 && gid >= 0 && mode >= 0 && mode <= 0o7777);
      [content, size] = [0, event.entry.size];
    }
  };
  try {
    for (const chunk of chunks) take(reader.write(chunk));
    const rest = reader.end();
    if (Array.isArray(rest)) take(rest as ArchiveEvent[]);
  } catch (error) {
    if (!(error instanceof expected)) throw error;
    // Where a chunk ends decides what came before the error.
    return "broken";
  }
  return [...found, `${content}`].join("\n");
};

const modes = [0o100644, 0o104755, 0o040755, 0o120777, 0o020666, 0o060660, 0o010644, 0o140755, 0, 0o170000];

const rawBy = (random: Random): RawEntry => {
  const lie = random.below(30);
  return {
    name: random.below(40) === 0 ? "TRAILER!!!" : nameBytes(pathBy(random)),
    mode: random.pick(modes),
    content: "c".repeat(random.below(50)),
    ino: random.below(3),
    links: 1 + random.below(2),
    uid: random.pick([0, 1000, 0xffffffff]),
    ...(lie === 0 ? { size: random.pick([0xffffffff, 0x7fffffff, 5000, 1]) } : {}),
    ...(lie === 1 ? { nameSize: random.pick([0, 1, 4096, 4097, 0xffffffff]) } : {}),
    ...(lie === 2 ? { magic: random.pick(["070702", "070707", "xxxxxx"]) } : {}),
  };
};

const cpio = (random: Random): void => {
  const entries = Array.from({ length: random.below(8) }, () => rawBy(random));
  const all = [...entries, { name: "TRAILER!!!", mode: 0 }].map(rawEntry);
  const bytes = spoil(Buffer.concat([...all, Buffer.alloc(random.below(3) * 4)]), random);
  const whole = outcomeOf(new CpioParser(), [bytes], CpioError);
  assert.equal(outcomeOf(new CpioParser(), chunksOf(bytes, random), CpioError), whole);
};

const listedBy = (random: Random): Entry => {
  const type = random.pick(["file", "directory", "link", "character", "block", "fifo", "socket"] as const);
  return entry(pathBy(random), {
    type,
    mode: random.below(0o10000),
    uid: random.pick([0, 1000, 4294967295]),
    gid: random.below(70_000),
    mtime: 60 * random.below(70_000_000),
    ...(type === "file" ? { size: random.below(2 ** 30) * random.below(2 ** 20) } : {}),
    ...(type === "link" ? { target: pathBy(random) } : {}),
    ...(type === "character" || type === "block"
      ? { device: { major: random.below(4096), minor: random.below(2 ** 19) } }
      : {}),
  });
};

/** A line as unsquashfs 4.5 to 4.7 print it. */
const lineOf = (
  { path, type, mode, uid, gid, size, mtime, target, device }: Entry,
  prefix: string,
): Buffer => {
  const numbers = device && [((device.minor & ~0xff) << 4) | device.major, device.minor & 0xff];
  const column = numbers
    ? `${String(numbers[0]).padStart(19)},${String(numbers[1]).padStart(3)}`
    : String(target === undefined ? size : nameBytes(target).length).padStart(23);
  const time = new Date(mtime * 1000).toISOString().slice(0, 16).replace("T", " ");
  return Buffer.concat([
    Buffer.from(`${modeText(type, mode)} ${uid | 0}/${gid} ${column} ${time} ${prefix}`),
    path === "" ? Buffer.alloc(0) : Buffer.from("/"),
    nameBytes(path),
    ...(target === undefined ? [] : [Buffer.from(" -> "), nameBytes(target)]),
    Buffer.from("\n"),
  ]);
};

const listed = (chunks: Iterable<Buffer>, prefix: string): Entry[] => {
  const parser = new ListingParser(prefix);
  const found: Entry[] = [];
  for (const chunk of chunks) found.push(...parser.write(chunk));
  return [...found, ...parser.end()];
};

/** What was printed is what is read, whatever the names are; what is broken is read without harm. */
const listing = (random: Random): void => {
  const prefix = `p${random.below(2 ** 30).toString(16)}`;
  const entries = [entry("", { type: "directory", mode: 0o755 })];
  for (let count = random.below(8); count > 0; count -= 1) entries.push(listedBy(random));
  const bytes = Buffer.concat(entries.map((one) => lineOf(one, prefix)));
  assert.deepEqual(
    listed(chunksOf(bytes, random), prefix),
    entries.map((one) => ({ ...one })),
  );
  const spoiled = spoil(bytes, random);
  assert.deepEqual(listed(chunksOf(spoiled, random), prefix), listed([spoiled], prefix));
};

const stanzaPieces = [
  ...[
    "Package: a",
    "Version: 1",
    "Installed-Size: 5",
    "Status: install ok installed",
    "Depends: a, b | c (>= 1)",
  ],
  ...[
    "Description: \x1b[31mx\u202e",
    "Conffiles:",
    " /etc/a 0123",
    "\t",
    ":",
    "Package",
    "\r",
    "",
    "",
    "X: y".repeat(99),
  ],
];

const deb822 = (random: Random): void => {
  const text = Array.from({ length: random.below(40) }, () => random.pick(stanzaPieces)).join("\n");
  const bytes = spoil(Buffer.from(text), random);
  const parsed = (chunks: Iterable<Buffer>): string[] => {
    const found: string[] = [];
    const parser = new StanzaParser<string>(
      {
        fields: ["Package", "Version", "Installed-Size", "Status", "Depends", "Description"],
        folded: ["Depends"],
        linesOfStanza: 20,
        lineBytes: 300,
        keptBytes: () => 50,
      },
      (stanza) => {
        for (const [field, value] of stanza) {
          assert(Buffer.byteLength(value) <= (field === "Depends" ? 600 : 150), value);
          if (field !== "Depends") assert(!/[\x00-\x1f\x7f\u202e]/.test(value), JSON.stringify(value));
        }
        found.push(JSON.stringify([...stanza]));
      },
    );
    for (const chunk of chunks) parser.write(chunk);
    parser.end();
    return found;
  };
  assert.deepEqual(parsed(chunksOf(bytes, random)), parsed([bytes]));
};

/** A tar header whose sum is right. */
const tarHeader = (name: Buffer, size: number, type: string, link: Buffer, random: Random): Buffer => {
  const header = Buffer.alloc(512);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  name.copy(header, 0, 0, 100);
  header.write(octal(random.below(0o10000), 8), 100);
  for (const at of [108, 116]) header.write(octal(random.below(70_000), 8), at);
  header.write(octal(size, 12), 124);
  header.write(octal(random.below(2 ** 31), 12), 136);
  header.write(`        ${type}`, 148);
  link.copy(header, 157, 0, 100);
  header.write("ustar\x0000", 257, "latin1");
  // Lies come before the sum, so that they are believed.
  if (random.below(10) === 0) header[random.below(148)] = random.below(256);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return header;
};

const tar = (random: Random): void => {
  const parts: Buffer[] = [];
  for (let count = random.below(8); count > 0; count -= 1) {
    const type = random.pick([..."0123456gxLK7S", "\0"]);
    const content = Buffer.from(
      random.pick([
        "x",
        `${pathBy(random)}\0`,
        "30 path=../../outside/evil\n",
        "16 size=99999\n",
        "9 uid=x\n",
      ]),
    );
    const size = random.pick([0, content.length]);
    const isLink = type === "1" || type === "2";
    const link = isLink ? nameBytes(pathBy(random)) : Buffer.alloc(0);
    parts.push(tarHeader(nameBytes(pathBy(random)), size, type, link, random));
    if (size > 0) parts.push(content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  const bytes = spoil(Buffer.concat([...parts, Buffer.alloc(1024)]), random);
  const whole = outcomeOf(new TarReader(), [bytes], TarError);
  assert.equal(outcomeOf(new TarReader(), chunksOf(bytes, random), TarError), whole);
};

const shortPieces = ["a", "b", "c", "..", ".", "/", "/a", "a/b", "a/../..", "out"];

/** Writes what an archive may hold, with few names so that they meet, and looks whether anything outside has changed. */
const writer = async (random: Random, place: string): Promise<void> => {
  const root = join(place, "root");
  mkdirSync(root);
  const path = () =>
    cleanPath(Array.from({ length: 1 + random.below(3) }, () => random.pick(shortPieces)).join("/"));
  const writing = new TreeWriter(root, new Notes());
  for (let count = random.below(20); count > 0; count -= 1) {
    const type = random.pick(["file", "file", "directory", "link", "link", "socket"] as const);
    const target = random.pick([join(place, "out"), "../out", "..", "/", "a", join(place, "out/precious")]);
    const sameAs = random.below(4) === 0 ? { sameAs: path() } : {};
    writing.begin(
      entry(path(), {
        type,
        mode: random.pick([0o755, 0, 0o4777]),
        uid: process.getuid?.() ?? 0,
        gid: process.getgid?.() ?? 0,
        ...(type === "link" ? { target } : {}),
        ...(type === "file" ? { size: 4, ...sameAs } : {}),
      }),
    );
    writing.content(Buffer.from("evil"));
  }
  await writing.end();
  assert.deepEqual(readdirSync(place).sort(), ["out", "root"]);
  assert.deepEqual(readdirSync(join(place, "out")), ["precious"]);
  assert.equal(readFileSync(join(place, "out/precious"), "utf8"), "precious");
  rmSync(root, { recursive: true });
};

const kinds = { cpio, listing, deb822, tar, writer };
export type FuzzKind = keyof typeof kinds;
export const fuzzKinds = Object.keys(kinds) as FuzzKind[];

/**
 * Feeds so many cases to a reader, or to what writes archives to disk.
 * @throws Error with the seed of the first case that goes wrong
 */
export const fuzz = async (kind: FuzzKind, cases: number, firstSeed: number): Promise<void> => {
  const place = mkdtempSync(join(tmpdir(), "thinsmith-fuzz-"));
  mkdirSync(join(place, "out"));
  writeFileSync(join(place, "out/precious"), "precious");
  try {
    for (let seed = firstSeed; seed < firstSeed + cases; seed += 1) {
      try {
        await kinds[kind](randomBy(seed), place);
      } catch (error) {
        throw new Error(`${kind} with seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
};
