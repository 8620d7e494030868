import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { throwIfCancelled } from "../../../system/errors.ts";
import { EndsTooEarly, exactly, type Window } from "../window.ts";

const trailerBytes = 8;
const flags = { headerSum: 2, extra: 4, name: 8, comment: 16 };

const afterText = async (window: Window, offset: number): Promise<number> => {
  for (let at = offset; ; at += 1) if ((await exactly(window, at, 1))[0] === 0) return at + 1;
};

/** Offset of the compressed data. Format: RFC 1952, 2.3. */
const dataOffset = async (window: Window, offset: number): Promise<number> => {
  const flag = (await exactly(window, offset + 3, 1))[0] as number;
  let at = offset + 10;
  if (flag & flags.extra) at += 2 + (await exactly(window, at, 2)).readUInt16LE(0);
  if (flag & flags.name) at = await afterText(window, at);
  if (flag & flags.comment) at = await afterText(window, at);
  return flag & flags.headerSum ? at + 2 : at;
};

/** Offset of the end of the gzip member that begins at `offset`. Only unpacking finds it. */
export const gzipEnd = async (window: Window, offset: number): Promise<number> => {
  const begin = await dataOffset(window, offset);
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  const input = createReadStream(window.path, { start: begin, highWaterMark: 256 * 1024 });
  const fed = pipeline(input, inflate, { ...(window.signal ? { signal: window.signal } : {}) });
  fed.catch(() => {});
  try {
    inflate.resume();
    await new Promise((done, failed) => inflate.once("end", done).once("error", failed));
  } catch (error) {
    throwIfCancelled(window.signal);
    throw (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR" ? new EndsTooEarly() : error;
  } finally {
    input.destroy();
  }
  const end = begin + inflate.bytesWritten + trailerBytes;
  await exactly(window, end - 1, 1);
  return end;
};
