import { crc32 } from "../crc32.ts";
import { EndsTooEarly, exactly, type Window } from "../window.ts";

const headerBytes = 12;
const footerBytes = 12;
const footerMagic = Buffer.from("YZ");
const searched = 1024 * 1024;
/** An index has a few bytes for each block, and a block has megabytes, so no real index is longer. */
const longestIndex = 16 * 1024 * 1024;

/** Reads a variable-length integer: seven bits in each byte, lowest bits first. */
const numberAt = (bytes: Buffer, at: number): { value: number; next: number } | undefined => {
  let value = 0;
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, next: at + index + 1 };
  }
  return undefined;
};

/** Total bytes of the blocks in an index; undefined if the bytes are not an index. */
const blockBytes = (index: Buffer): number | undefined => {
  if (index[0] !== 0 || crc32(index.subarray(0, -4)) !== index.readUInt32LE(index.length - 4))
    return undefined;
  const records = numberAt(index, 1);
  if (!records) return undefined;
  let sum = 0;
  let at = records.next;
  for (let count = 0; count < records.value; count += 1) {
    const unpadded = numberAt(index, at);
    const unpacked = unpadded && numberAt(index, unpadded.next);
    if (!unpacked) return undefined;
    sum += Math.ceil(unpadded.value / 4) * 4;
    at = unpacked.next;
  }
  return sum;
};

/** Whether the stream that begins at `offset` ends with a footer at `footerAt`. */
const isFooter = async (window: Window, offset: number, footerAt: number): Promise<boolean> => {
  const footer = Buffer.from(await exactly(window, footerAt, footerBytes));
  if (footer.readUInt32LE(0) !== crc32(footer.subarray(4, 10))) return false;
  const header = await exactly(window, offset, headerBytes);
  if (!header.subarray(6, 8).equals(footer.subarray(8, 10))) return false;
  const indexBytes = (footer.readUInt32LE(4) + 1) * 4;
  const indexAt = footerAt - indexBytes;
  if (indexBytes > longestIndex || indexAt < offset + headerBytes) return false;
  const blocks = blockBytes(Buffer.from(await exactly(window, indexAt, indexBytes)));
  return blocks !== undefined && offset + headerBytes + blocks === indexAt;
};

/**
 * Offset of the end of the xz stream that begins at `offset`: the footer whose index covers exactly the bytes since then.
 * Format: "The .xz File Format" 1.1.0, 2.1.
 */
export const xzEnd = async (window: Window, offset: number): Promise<number> => {
  const before = footerBytes - footerMagic.length;
  for (let from = offset + headerBytes; from < window.size; from += searched) {
    // One byte more, so that a magic on the border is found.
    const bytes = await window.at(from, searched + 1);
    for (let at = bytes.indexOf(footerMagic); at >= 0; at = bytes.indexOf(footerMagic, at + 1)) {
      const end = from + at + footerMagic.length;
      if ((end - offset) % 4 !== 0) continue;
      if (await isFooter(window, offset, end - before - footerMagic.length)) return end;
    }
  }
  throw new EndsTooEarly();
};
