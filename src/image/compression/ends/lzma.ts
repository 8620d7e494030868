import { open, readFile } from "node:fs/promises";
import { stream } from "../../../system/process.ts";
import { EndsTooEarly, type Window } from "../window.ts";

/**
 * Offset of the end of the lzma data that begins at `offset`. Only unpacking finds it: with --single-stream, xz(1) leaves
 * the position of its input at the end of the data, and it shares that position with our file descriptor.
 */
export const lzmaEnd = async (window: Window, offset: number): Promise<number> => {
  const file = await open(window.path);
  try {
    const skipped = Buffer.allocUnsafe(1024 * 1024);
    for (let at = 0; at < offset; ) {
      const { bytesRead } = await file.read(skipped, 0, Math.min(skipped.length, offset - at), null);
      if (bytesRead === 0) throw new EndsTooEarly();
      at += bytesRead;
    }
    const command = ["xz", "--format=lzma", "-dcq", "--single-stream"];
    for await (const _ of stream(command, { signal: window.signal, input: file.fd }));
    const end = /^pos:\s+(\d+)$/m.exec(await readFile(`/proc/self/fdinfo/${file.fd}`, "utf8"))?.[1];
    return Number(end);
  } finally {
    await file.close();
  }
};
