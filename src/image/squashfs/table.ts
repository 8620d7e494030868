import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { inflateSync } from "node:zlib";
import { unpackFrom } from "../compression/unpack.ts";
import type { ReadOptions } from "../image.ts";

/** Bytes of every unpacked block of a table but the last one. */
const blockBytes = 8192;
/** A table with more blocks is treated as malicious: two million files have about 15,000. */
const mostBlocks = 100_000;

/** Blocks of lz4 as `lz4` reads them: its legacy frame, each block after its length. */
const lz4Frame = (blocks: readonly Buffer[]): Buffer => {
  const length = (bytes: number) => {
    const word = Buffer.alloc(4);
    word.writeUInt32LE(bytes);
    return word;
  };
  return Buffer.concat([length(0x184c2102), ...blocks.flatMap((block) => [length(block.length), block])]);
};

/** Unpacks blocks one after the other, with one process for all of them. */
const unpacked = async (
  blocks: readonly Buffer[],
  compression: string,
  { signal }: ReadOptions,
): Promise<Buffer> => {
  switch (compression) {
    case "gzip":
      return Buffer.concat(blocks.map((block) => inflateSync(block, { maxOutputLength: blockBytes })));
    case "zstd":
    case "xz":
      return buffer(unpackFrom(compression, Readable.from(blocks), signal));
    case "lz4":
      return buffer(unpackFrom(compression, Readable.from([lz4Frame(blocks)]), signal));
    default:
      throw new Error(`tables that are packed with ${compression} cannot be read`);
  }
};

/** A table of a squashfs, unpacked. */
export interface Table {
  readonly bytes: Buffer;
  /** Where something lies that another table names by its block, in bytes from the table's begin, and its place in the block. */
  readonly at: (block: number, offset: number) => number;
}

/**
 * Unpacks a table. It consists of blocks, each behind two bytes with its length; the highest bit says that it is not packed.
 * Format: the kernel's filesystems/squashfs document, "Metadata".
 * @throws Error, RangeError if it is damaged
 */
export const readTable = async (
  packed: Buffer,
  compression: string,
  options: ReadOptions = {},
): Promise<Table> => {
  const blocks: { readonly begin: number; readonly bytes: Buffer; readonly isPacked: boolean }[] = [];
  for (let begin = 0; begin < packed.length; ) {
    const head = packed.readUInt16LE(begin);
    const length = head & 0x7fff;
    if (length === 0 || blocks.length >= mostBlocks) throw new Error("a table of it has no end");
    const bytes = packed.subarray(begin + 2, begin + 2 + length);
    if (bytes.length < length) throw new Error("a table of it is cut off");
    blocks.push({ begin, bytes, isPacked: (head & 0x8000) === 0 });
    begin += 2 + length;
  }
  const all = blocks.filter(({ isPacked }) => isPacked).map(({ bytes }) => bytes);
  const rest = all.length > 0 ? await unpacked(all, compression, options) : Buffer.alloc(0);
  let taken = 0;
  let end = 0;
  const places = new Map<number, number>();
  const parts = blocks.map(({ begin, bytes, isPacked }) => {
    const part = isPacked ? rest.subarray(taken, taken + blockBytes) : bytes;
    if (isPacked) taken += part.length;
    places.set(begin, end);
    end += part.length;
    return part;
  });
  return {
    bytes: Buffer.concat(parts),
    at(block, offset) {
      const place = places.get(block);
      if (place === undefined) throw new Error("a table of it names a block that is none");
      return place + offset;
    },
  };
};
