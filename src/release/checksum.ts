import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** What a file must be: `size` in bytes, `sha256` in hexadecimal. */
export interface FileSum {
  readonly size: number;
  readonly sha256: string;
}

/** sha256 of something in memory, in hexadecimal. */
export const sha256Of = (content: string | Buffer): string =>
  createHash("sha256").update(content).digest("hex");

/** sha256 of a file's content, in hexadecimal. */
export const sha256File = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest("hex");
};
