import { createReadStream, type ReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { ThinsmithError, throwIfCancelled } from "../../system/errors.ts";
import { CommandError, stream } from "../../system/process.ts";
import type { ReadOptions } from "../image.ts";
import { damaged } from "../source.ts";
import { type Packing, unpackCommand } from "./kinds.ts";
import { demandProgram, unpackProblem } from "./program.ts";

/** A piece of a file. */
export interface Stretch {
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Packed data that becomes more than this, and so much more than it was, was made to do harm. */
const mostBytes = (packed: number) => Math.max(4 * 1024 ** 3, packed * 500);

const chunkBytes = 256 * 1024;

/** The bytes of a stretch as they are. */
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
  // Its error comes out of the loop as well.
  fed.catch(() => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
    await fed;
  } finally {
    stopped.abort();
  }
}

/** What packed data unpacks to, whatever it comes from. Errors are those of the program, or of Node. */
export const unpackFrom = (
  packing: Packing,
  input: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> => {
  const command = unpackCommand(packing);
  return command ? stream(command, { signal, input }) : gunzipped(input, signal);
};

export interface UnpackOptions extends ReadOptions {
  /** Told how many bytes of the packed data have been read. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/**
 * What a stretch of packed data unpacks to, as it comes. Whoever stops taking ends what is behind it.
 * @throws ThinsmithError where the data is damaged, unpacks to far more than anybody needs, or the program for it is
 * missing; CancelledError when `signal` ended it
 */
export async function* unpack(
  packing: Packing,
  stretch: Stretch,
  { signal, onRead }: UnpackOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  await demandProgram(stretch.path, packing);
  const most = mostBytes(stretch.bytes);
  let total = 0;
  try {
    const input = bytesOf(stretch);
    for await (const chunk of unpackFrom(packing, input, signal)) {
      onRead?.(input.bytesRead);
      total += chunk.length;
      if (total > most) {
        throw damaged(stretch.path, `${stretch.bytes} bytes of it unpack to more than ${most}`);
      }
      yield chunk;
    }
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof ThinsmithError && !(error instanceof CommandError)) throw error;
    throw damaged(stretch.path, `its ${packing} data cannot be unpacked (${unpackProblem(error)})`, error);
  }
}
