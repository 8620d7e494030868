import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../system/errors.ts";
import { readAt } from "../source.ts";

/** Enough for the headers that are jumped between, and not much more. */
const windowBytes = 16 * 1024;

/** A file that is read here and there, mostly forward. */
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

  /** Bytes from an offset on, fewer where the file ends before. */
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

/** The data ends where more of it should come. */
export class EndsTooEarly extends Error {
  constructor() {
    super("it ends too early");
  }
}

/** Exactly so many bytes. @throws EndsTooEarly where there are fewer */
export const exactly = async (window: Window, offset: number, length: number): Promise<Buffer> => {
  const bytes = await window.at(offset, length);
  if (bytes.length < length) throw new EndsTooEarly();
  return bytes;
};
