import { EndsTooEarly, type Window } from "../window.ts";

/** The end mark of a stream (digits of the square root of pi), before the checksum. It may begin at any bit of a byte. */
const endMark = 0x177245385090n;
const searched = 1024 * 1024;
const sumBits = 32;

/** The mark shifted by each number of bits: its five whole bytes, and the partial bytes around them. */
const shifted = Array.from({ length: 8 }, (_, bits) => {
  const all = endMark << BigInt(8 - bits);
  const bytes = Buffer.from(all.toString(16).padStart(14, "0"), "hex");
  return { bits, first: bytes[0] as number, whole: bytes.subarray(1, 6), last: bytes[6] as number };
});

/** Offset after the mark and the checksum, for each place that looks like an end. */
const endsIn = (bytes: Buffer): number[] => {
  const found: number[] = [];
  for (const { bits, first, whole, last } of shifted) {
    for (let at = bytes.indexOf(whole, 1); at >= 0; at = bytes.indexOf(whole, at + 1)) {
      const before = (bytes[at - 1] as number) & (0xff >> bits);
      const after = bits === 0 ? 0 : (bytes[at + 5] as number) & ((0xff << (8 - bits)) & 0xff);
      if (before !== first || after !== last) continue;
      // The mark begins `bits` bits into the byte before; after it come the checksum and padding to a whole byte.
      found.push(at - 1 + Math.ceil((bits + 48 + sumBits) / 8));
    }
  }
  return found.sort((a, b) => a - b);
};

/** Offset of the end of the bzip2 stream that begins at `offset`: the first end mark. 48 bits do not match by chance. */
export const bzip2End = async (window: Window, offset: number): Promise<number> => {
  for (let from = offset; from < window.size; from += searched) {
    // Some more bytes, so that a mark on the border is found.
    const bytes = await window.at(from, searched + 8);
    const end = endsIn(bytes)[0];
    if (end !== undefined && from + end <= window.size) return from + end;
  }
  throw new EndsTooEarly();
};
