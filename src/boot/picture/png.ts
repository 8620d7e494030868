import { deflateSync, inflateSync } from "node:zlib";
import { longestSide, type Picture } from "./picture.ts";

const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
/** 8 bits a channel, red, green, blue, no interlacing. */
const format = Buffer.from([8, 2, 0, 0, 0]);

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const crcOf = (bytes: Buffer): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 255] ?? 0);
  return ~crc;
};

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crcOf(body))]);
};

/** A picture as a PNG (W3C Portable Network Graphics). Pure. */
export const pngOf = ({ width, height, pixels }: Picture): Buffer => {
  const row = 3 * width;
  // In front of each row stands its filter: none.
  const rows = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return Buffer.concat([
    signature,
    chunk("IHDR", Buffer.concat([uint32(width), uint32(height), format])),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

/** Reads a PNG as `pngOf` writes it; undefined for any other file. Pure. */
export const readPng = (file: Buffer): Picture | undefined => {
  if (!file.subarray(0, 8).equals(signature) || file.length < 45) return undefined;
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (!file.subarray(24, 29).equals(format) || width > longestSide || height > longestSide) return undefined;
  const length = file.readUInt32BE(33);
  if (file.toString("latin1", 37, 41) !== "IDAT" || length > file.length - 41) return undefined;
  const row = 3 * width;
  try {
    const size = (row + 1) * height;
    const rows = inflateSync(file.subarray(41, 41 + length), { maxOutputLength: size });
    if (rows.length !== size) return undefined;
    const pixels = new Uint8Array(row * height);
    for (let y = 0; y < height; y += 1) {
      if (rows[y * (row + 1)] !== 0) return undefined;
      pixels.set(rows.subarray(y * (row + 1) + 1, (y + 1) * (row + 1)), y * row);
    }
    return { width, height, pixels };
  } catch {
    return undefined;
  }
};
