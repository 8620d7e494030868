import { createReadStream } from "node:fs";
import { start } from "../../../system/process.ts";
import type { PackageList } from "./find.ts";

/** Small enough that keys and frames are handled between two chunks. */
const chunkBytes = 64 * 1024;

/** apt-helper(1) is not on the PATH. It reads all compressions that apt uses for lists. */
const aptHelper = "/usr/lib/apt/apt-helper";

/**
 * Reads a list chunk by chunk, until `onChunk` returns false: a few kilobytes may unpack to an endless stream.
 * @throws Error if it cannot be read to its end
 */
export const readList = async (
  { path, compressed }: Pick<PackageList, "path" | "compressed">,
  onChunk: (chunk: Buffer) => boolean,
): Promise<void> => {
  if (!compressed) {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }))
      if (!onChunk(chunk)) return;
    return;
  }
  let stopped = false;
  const unpacking = start([aptHelper, "cat-file", path], {
    onOutput(chunk) {
      if (onChunk(Buffer.from(chunk))) return;
      stopped = true;
      void unpacking.stop();
    },
  });
  const { exitCode, stderr } = await unpacking.ended;
  if (exitCode !== 0 && !stopped) throw new Error(`${path} cannot be unpacked: ${stderr}`);
};
