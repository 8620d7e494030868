import { exactly, type Window } from "../window.ts";

const magic = 0x184c2102;
/** Longest possible block: the bound for 8 MiB of data (LZ4_compressBound). */
const longestBlock = 8 * 1024 * 1024 + Math.floor((8 * 1024 * 1024) / 255) + 16;

/**
 * Offset of the end of the lz4 data in legacy frames that begins at `offset`. The format has no end mark. The data ends
 * where no valid block length follows: at the end of the file, at zeros, or at a number that is too large.
 * Format: lz4's "LZ4 Frame Format", legacy frame; the kernel's lib/decompress_unlz4.c stops at zeros.
 */
export const lz4End = async (window: Window, offset: number): Promise<number> => {
  let at = offset + 4;
  for (;;) {
    const bytes = await window.at(at, 4);
    if (bytes.length < 4) return at;
    const length = bytes.readUInt32LE(0);
    if (length === 0 || (length > longestBlock && length !== magic)) return at;
    at += 4;
    if (length === magic) continue;
    at += length;
    await exactly(window, at - 1, 1);
  }
};
