import { nameOf } from "../image/names.ts";

/** What the loader of a system reads of a program or a library: elf(5), ld.so(8). */
export interface Elf {
  /** e_machine; 62 is x86-64. */
  readonly machine: number;
  /** Path of the program that loads it; a library, or a program that needs no other file, has none. */
  readonly interpreter: string | undefined;
  /** Names of the libraries that it is linked to, in their order. */
  readonly needed: readonly string[];
  /** Directories of DT_RPATH and DT_RUNPATH, as they are written. */
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
}

/** The file is no ELF file that can be read; the message is the end of a sentence about it. */
export class ElfError extends Error {}

const magic = Buffer.from("\x7fELF", "latin1");
const isElf = (bytes: Buffer): boolean => bytes.subarray(0, 4).equals(magic);

const headerBytes = 64;
const segmentBytes = 56;
const entryBytes = 16;
/** No real file has as many; a hostile one must not cost more than a moment. */
const most = { segments: 256, entries: 4096, needed: 1024, name: 4096 };

const segmentTypes = { load: 1, dynamic: 2, interpreter: 3 };
const tags = { end: 0, needed: 1, names: 5, namesBytes: 10, rpath: 15, runpath: 29 };

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** A number of 8 bytes. One that no file can hold is larger than every file, and fails where it is used. */
const wordAt = (bytes: Buffer, at: number): number => {
  const word = bytes.readBigUInt64LE(at);
  return word > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(word);
};

const part = (bytes: Buffer, offset: number, length: number, what: string): Buffer => {
  if (offset > bytes.length || length > bytes.length - offset)
    throw new ElfError(`it ends before its ${what}`);
  return bytes.subarray(offset, offset + length);
};

/** The text at an offset, up to its zero. */
const textAt = (names: Buffer, offset: number): string => {
  const end = names.indexOf(0, offset);
  if (offset >= names.length || end < 0 || end - offset > most.name)
    throw new ElfError("a name in it has no end");
  return nameOf(names.subarray(offset, end));
};

const segmentsOf = (bytes: Buffer): Segment[] => {
  const [at, size, count] = [wordAt(bytes, 32), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
  if (count === 0) return [];
  if (size < segmentBytes || count > most.segments)
    throw new ElfError(`it has ${count} program headers of ${size} bytes`);
  const table = part(bytes, at, size * count, "program headers");
  return Array.from({ length: count }, (_, index) => {
    const entry = table.subarray(index * size, index * size + segmentBytes);
    return {
      type: entry.readUInt32LE(0),
      offset: wordAt(entry, 8),
      address: wordAt(entry, 16),
      bytes: wordAt(entry, 32),
    };
  });
};

/** Entries of the dynamic section up to its end: tag and value. */
const entriesOf = (dynamic: Buffer): [tag: number, value: number][] => {
  const entries: [number, number][] = [];
  for (let at = 0; at + entryBytes <= dynamic.length; at += entryBytes) {
    const tag = wordAt(dynamic, at);
    if (tag === tags.end) return entries;
    if (entries.length === most.entries) break;
    entries.push([tag, wordAt(dynamic, at + 8)]);
  }
  throw new ElfError("its dynamic section has no end");
};

/** Where an address of the program lies in its file. */
const offsetOf = (segments: readonly Segment[], address: number): number => {
  const holds = segments.find(
    ({ type, address: begin, bytes }) =>
      type === segmentTypes.load && address >= begin && address - begin < bytes,
  );
  if (!holds) throw new ElfError("its names lie in no segment");
  return holds.offset + (address - holds.address);
};

/**
 * Reads a program or a library for 64-bit little-endian processors. Pure.
 * @throws ElfError where it is none, or is damaged
 */
export const readElf = (bytes: Buffer): Elf => {
  if (!isElf(bytes)) throw new ElfError("it is no program");
  if (bytes.length < headerBytes) throw new ElfError("it ends within its header");
  if (bytes[4] !== 2 || bytes[5] !== 1) throw new ElfError("it is not for a 64-bit little-endian processor");
  const type = bytes.readUInt16LE(16);
  if (type !== 2 && type !== 3) throw new ElfError(`it is neither a program nor a library (type ${type})`);
  const segments = segmentsOf(bytes);
  const named = segments.find((segment) => segment.type === segmentTypes.interpreter);
  const interpreter = named && textAt(part(bytes, named.offset, named.bytes, "interpreter's name"), 0);
  const described = segments.find((segment) => segment.type === segmentTypes.dynamic);
  const entries = described
    ? entriesOf(part(bytes, described.offset, described.bytes, "dynamic section"))
    : [];
  const first = (wanted: number) => entries.find(([tag]) => tag === wanted)?.[1];
  const valuesOf = (wanted: number) => entries.flatMap(([tag, value]) => (tag === wanted ? [value] : []));
  const [needed, rpath, runpath] = [tags.needed, tags.rpath, tags.runpath].map(valuesOf) as [
    number[],
    number[],
    number[],
  ];
  if (needed.length > most.needed) throw new ElfError(`it needs ${needed.length} libraries`);
  const address = first(tags.names);
  let names: Buffer = Buffer.alloc(0);
  if (address !== undefined)
    names = part(bytes, offsetOf(segments, address), first(tags.namesBytes) ?? 0, "names");
  const directories = (offsets: readonly number[]) =>
    offsets.flatMap((offset) => textAt(names, offset).split(":")).filter(Boolean);
  return {
    machine: bytes.readUInt16LE(18),
    interpreter,
    needed: needed.map((offset) => textAt(names, offset)),
    rpath: directories(rpath),
    runpath: directories(runpath),
  };
};
