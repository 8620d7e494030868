import type { Compression } from "../image.ts";

export type Packing = Exclude<Compression, "none">;

/** Magic bytes of each format, and the program that unpacks it. Node itself unpacks gzip. */
const packings: Readonly<
  Record<Packing, { readonly magic: readonly number[]; readonly command?: readonly [string, ...string[]] }>
> = {
  gzip: { magic: [0x1f, 0x8b, 0x08] },
  zstd: { magic: [0x28, 0xb5, 0x2f, 0xfd], command: ["zstd", "-dcq"] },
  xz: { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], command: ["xz", "-dcq"] },
  // The "legacy frame", which the kernel reads.
  lz4: { magic: [0x02, 0x21, 0x4c, 0x18], command: ["lz4", "-dcq"] },
  bzip2: { magic: [0x42, 0x5a, 0x68], command: ["bzip2", "-dcq"] },
  lzma: { magic: [0x5d, 0x00, 0x00], command: ["xz", "--format=lzma", "-dcq"] },
};

/** How data with these first bytes is packed; undefined if it is not. */
export const packingOf = (head: Buffer): Packing | undefined =>
  (Object.keys(packings) as Packing[]).find((name) =>
    packings[name].magic.every((byte, index) => head[index] === byte),
  );

export const unpackCommand = (packing: Packing): readonly [string, ...string[]] | undefined =>
  packings[packing].command;
