import { open, readFile } from "node:fs/promises";
import { stream } from "../../../system/process.ts";
import { EndsTooEarly, type Window } from "../window.ts";

/**
 * Where lzma data ends that begins at an offset. Only who unpacks it knows: xz(1) puts the file back to where the data
 * ended under --single-stream, and the file is ours.
 */
export const lzmaEnd = async (window: Window, offset: number): Promise<number> => {
  const file = await open(window.path);
  try {
    const passed = Buffer.allocUnsafe(1024 * 1024);
    for (let at = 0; at < offset; ) {
      const { bytesRead } = await file.read(passed, 0, Math.min(passed.length, offset - at), null);
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
