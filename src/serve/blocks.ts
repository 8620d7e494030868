import { type FileHandle, open } from "node:fs/promises";
import type { ServerResponse } from "node:http";

/** Bytes that are read at once, and how many such blocks are kept. */
const blockBytes = 256 * 1024;
const mostBlocks = 128;

const readBlock = async (handle: FileHandle, index: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(blockBytes);
  const { bytesRead } = await handle.read(buffer, 0, blockBytes, index * blockBytes);
  return buffer.subarray(0, bytesRead);
};

/** Whether a response can take more; false when its client is gone. */
const canGoOn = (response: ServerResponse): Promise<boolean> =>
  new Promise((known) => {
    const tell = () => {
      response.off("drain", tell).off("close", tell);
      known(!response.destroyed);
    };
    if (response.destroyed) known(false);
    else response.on("drain", tell).on("close", tell);
  });

/**
 * Sends parts of files. Clients that start together fetch in step: what one of them has read, the others get from
 * memory, the same bytes and not a copy for each.
 */
export class BlockSender {
  private readonly kept = new Map<string, Promise<Buffer>>();

  private block(handle: FileHandle, file: string, index: number): Promise<Buffer> {
    const key = `${file} ${index}`;
    const known = this.kept.get(key);
    const block = known ?? readBlock(handle, index);
    // The map is in the order in which they were wanted last.
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
   * Writes `bytes` bytes of a file from `from` on, as fast as the client takes them, and ends the response.
   * @throws Error when the file cannot be read, or has become shorter
   */
  async send(response: ServerResponse, path: string, from: number, bytes: number): Promise<void> {
    const handle = await open(path);
    try {
      const { dev, ino, mtimeMs, size } = await handle.stat();
      const file = `${dev} ${ino} ${mtimeMs} ${size}`;
      const end = from + bytes;
      for (let at = from; at < end; ) {
        const block = await this.block(handle, file, Math.floor(at / blockBytes));
        const offset = at % blockBytes;
        const part = block.subarray(offset, offset + end - at);
        if (part.length === 0) throw new Error(`${path} has become shorter`);
        at += part.length;
        if (!response.write(part) && !(await canGoOn(response))) return;
      }
      response.end();
    } finally {
      await handle.close();
    }
  }
}
