import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../system/errors.ts";
import { readAt } from "../source.ts";

/** Enough for a few headers: the callers skip the data between them. */
const windowBytes = 16 * 1024;

/** Reads small ranges of a file, mostly in ascending order. */
export class Window {
  #begin = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(
    readonly file: FileHandle,
    /** Absolute path of the file, for errors. */
    readonly path: string,
    readonly size: number,
    readonly signal?: AbortSignal,
  ) {}

  /** Bytes from an offset on; fewer if the file ends there. */
  async at(offset: number, length: number): Promise<Buffer> {
    const from = offset - this.#begin;
    if (from < 0 || from + length > this.#bytes.length) {
      throwIfCancelled(this.signal);
      this.#bytes = await readAt(this.file, offset, Math.max(length, windowBytes));
      this.#begin = offset;
      return this.#bytes.subarray(0, length);
    }
    return this.#bytes.subarray(from, from + length);
  }
}

/** The file ends inside the data. */
export class EndsTooEarly extends Error {
  constructor() {
    super("it ends too early");
  }
}

/** Reads exactly `length` bytes. @throws EndsTooEarly if there are fewer */
export const exactly = async (window: Window, offset: number, length: number): Promise<Buffer> => {
  const bytes = await window.at(offset, length);
  if (bytes.length < length) throw new EndsTooEarly();
  return bytes;
};
