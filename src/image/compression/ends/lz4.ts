import { exactly, type Window } from "../window.ts";

const magic = 0x184c2102;
/** The most that 8 MiB can become (LZ4_compressBound): no block is longer. */
const longestBlock = 8 * 1024 * 1024 + Math.floor((8 * 1024 * 1024) / 255) + 16;

/**
 * Where lz4 data in legacy frames ends. Nothing marks its end, so it is where no block's length comes: the file's end,
 * zeros, or what cannot be a length.
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
