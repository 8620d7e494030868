import { type FileHandle, open } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import type { Link } from "./link.ts";

/** Bytes of a block, and how many blocks are kept. */
const blockBytes = 256 * 1024;
const mostBlocks = 128;

interface OpenFile {
  readonly handle: FileHandle;
  /** Identifies the file and its version. */
  readonly key: string;
  readonly size: number;
}

/** @throws Error when the file has become shorter, so that no partial block is kept */
const readBlock = async ({ handle, size }: OpenFile, index: number): Promise<Buffer> => {
  const begin = index * blockBytes;
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(blockBytes, size - begin)));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, begin);
  if (bytesRead < buffer.length || bytesRead === 0) throw new Error("the file has become shorter");
  return buffer;
};

/** Waits until a response can take more; false when its client is gone. */
const canGoOn = (response: ServerResponse): Promise<boolean> =>
  new Promise((known) => {
    const settle = () => {
      response.off("drain", settle).off("close", settle);
      known(!response.destroyed);
    };
    if (response.destroyed) known(false);
    else response.on("drain", settle).on("close", settle);
  });

/**
 * Sends parts of files. Clients that start together fetch in step: a block is read once and all of them get it from the
 * same memory.
 */
export class BlockCache {
  private readonly kept = new Map<string, Promise<Buffer>>();

  private block(file: OpenFile, index: number): Promise<Buffer> {
    const key = `${file.key} ${index}`;
    const known = this.kept.get(key);
    const block = known ?? readBlock(file, index);
    // The map is in the order of last use.
    this.kept.delete(key);
    this.kept.set(key, block);
    if (!known) {
      block.catch(() => this.kept.delete(key));
      const [oldest = ""] = this.kept.keys();
      if (this.kept.size > mostBlocks) this.kept.delete(oldest);
    }
    return block;
  }

  /**
   * Writes `bytes` bytes of a file from `from` on, as fast as the client takes them and the link lets them through, and ends
   * the response.
   * @throws Error when the file cannot be read, or has become shorter
   */
  async send(
    response: ServerResponse,
    path: string,
    from: number,
    bytes: number,
    link?: Link,
  ): Promise<void> {
    const handle = await open(path);
    try {
      const { dev, ino, ctimeMs, size } = await handle.stat();
      const file = { handle, size, key: `${dev} ${ino} ${ctimeMs} ${size}` };
      const end = from + bytes;
      for (let at = from; at < end; ) {
        const block = await this.block(file, Math.floor(at / blockBytes));
        const offset = at % blockBytes;
        const part = block.subarray(offset, offset + end - at);
        if (part.length === 0) throw new Error("the file has become shorter");
        at += part.length;
        await link?.take(part.length);
        if (!response.write(part) && !(await canGoOn(response))) return;
      }
      response.end();
    } finally {
      await handle.close();
    }
  }
}
