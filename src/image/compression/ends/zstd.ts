import { exactly, type Window } from "../window.ts";

/**
 * Offset of the end of the zstd frame that begins at `offset`, from the lengths of its blocks.
 * Format: RFC 8878, 3.1.1.
 */
export const zstdEnd = async (window: Window, offset: number): Promise<number> => {
  const [descriptor = 0] = await exactly(window, offset + 4, 1);
  const singleSegment = (descriptor & 0x20) !== 0;
  const contentSizeFlag = descriptor >> 6;
  const contentSizeBytes = contentSizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << contentSizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  let at = offset + 5 + (singleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes;
  for (let last = false; !last; ) {
    const header = (await exactly(window, at, 3)).readUIntLE(0, 3);
    last = (header & 1) !== 0;
    const type = (header >> 1) & 3;
    if (type === 3) throw new Error("a block has an unknown type");
    // A block that repeats one byte stores only that byte.
    at += 3 + (type === 1 ? 1 : header >> 3);
  }
  if ((descriptor & 4) !== 0) at += 4;
  await exactly(window, at - 1, 1);
  return at;
};
