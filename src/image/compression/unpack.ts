import { createReadStream, type ReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { ThinsmithError, throwIfCancelled } from "../../system/errors.ts";
import { CommandError, stream } from "../../system/process.ts";
import type { Compression, ReadOptions } from "../image.ts";
import { damaged } from "../source.ts";
import { type Packing, unpackCommand } from "./kinds.ts";
import { demandProgram, unpackProblem } from "./program.ts";

/** A range of bytes of a file. */
export interface Stretch {
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Packed data that unpacks to more bytes than this is treated as malicious. */
const mostBytes = (packed: number) => Math.max(4 * 1024 ** 3, packed * 500);

const chunkBytes = 256 * 1024;

/** The bytes of a stretch, not unpacked. */
export const bytesOf = ({ path, offset, bytes }: Stretch): ReadStream =>
  createReadStream(bytes > 0 ? path : "/dev/null", {
    highWaterMark: chunkBytes,
    ...(bytes > 0 ? { start: offset, end: offset + bytes - 1 } : {}),
  });

async function* gunzipped(
  input: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  const stopped = new AbortController();
  const fed = pipeline(input, gunzip, {
    signal: signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal,
  });
  // The loop below throws the same error.
  fed.catch(() => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
    await fed;
  } finally {
    stopped.abort();
  }
}

/** Unpacks data from a stream. Errors are those of the program or of Node. */
export const unpackFrom = (
  packing: Packing,
  input: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> => {
  const command = unpackCommand(packing);
  return command ? stream(command, { signal, input }) : gunzipped(input, signal);
};

/** A chunk of unpacked data. `readBytes`: how many bytes of the stretch have been read so far. */
interface Unpacked {
  readonly chunk: Buffer;
  readonly readBytes: number;
}

/**
 * Unpacks a stretch of data, in chunks. If the reader stops early, the program that unpacks it is killed.
 * @throws ThinsmithError if the data is damaged, unpacks to an implausible size, or the program is missing;
 * CancelledError if `signal` ended it
 */
export async function* unpack(
  packing: Compression,
  stretch: Stretch,
  { signal }: ReadOptions = {},
): AsyncGenerator<Unpacked, void, undefined> {
  if (packing === "none") {
    let readBytes = 0;
    for await (const chunk of bytesOf(stretch) as AsyncIterable<Buffer>) {
      throwIfCancelled(signal);
      readBytes += chunk.length;
      yield { chunk, readBytes };
    }
    return;
  }
  await demandProgram(stretch.path, packing);
  const most = mostBytes(stretch.bytes);
  let total = 0;
  try {
    const input = bytesOf(stretch);
    for await (const chunk of unpackFrom(packing, input, signal)) {
      total += chunk.length;
      if (total > most) {
        throw damaged(stretch.path, `${stretch.bytes} bytes of it unpack to more than ${most}`);
      }
      yield { chunk, readBytes: input.bytesRead };
    }
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof ThinsmithError && !(error instanceof CommandError)) throw error;
    throw damaged(stretch.path, `its ${packing} data cannot be unpacked (${unpackProblem(error)})`, error);
  }
}
