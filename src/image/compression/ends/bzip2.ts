import { EndsTooEarly, type Window } from "../window.ts";

/** What stands before the checksum at a stream's end, at any bit of a byte: the digits of the root of pi. */
const endMark = 0x177245385090n;
const searched = 1024 * 1024;
const sumBits = 32;

/** The mark moved by some bits: the five bytes of it that are whole, and the bits around them. */
const shifted = Array.from({ length: 8 }, (_, bits) => {
  const all = endMark << BigInt(8 - bits);
  const bytes = Buffer.from(all.toString(16).padStart(14, "0"), "hex");
  return { bits, first: bytes[0] as number, whole: bytes.subarray(1, 6), last: bytes[6] as number };
});

/** Offset behind the mark and the checksum for each place that looks like an end. */
const endsIn = (bytes: Buffer): number[] => {
  const found: number[] = [];
  for (const { bits, first, whole, last } of shifted) {
    for (let at = bytes.indexOf(whole, 1); at >= 0; at = bytes.indexOf(whole, at + 1)) {
      const before = (bytes[at - 1] as number) & (0xff >> bits);
      const after = bits === 0 ? 0 : (bytes[at + 5] as number) & ((0xff << (8 - bits)) & 0xff);
      if (before !== first || after !== last) continue;
      // The mark begins so many bits into the byte before; behind it comes the sum, then the byte is filled up.
      found.push(at - 1 + Math.ceil((bits + 48 + sumBits) / 8));
    }
  }
  return found.sort((a, b) => a - b);
};

/**
 * Where a bzip2 stream ends that begins at an offset: at the first end mark. 48 bits are not met by chance.
 */
export const bzip2End = async (window: Window, offset: number): Promise<number> => {
  for (let from = offset; from < window.size; from += searched) {
    // Enough more that no mark lies half outside.
    const bytes = await window.at(from, searched + 8);
    const end = endsIn(bytes)[0];
    if (end !== undefined && from + end <= window.size) return from + end;
  }
  throw new EndsTooEarly();
};
