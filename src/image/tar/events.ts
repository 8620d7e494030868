import { throwIfCancelled } from "../../system/errors.ts";
import type { Events } from "../archive/event.ts";
import { packingOf } from "../compression/kinds.ts";
import { bytesOf, unpack } from "../compression/unpack.ts";
import type { Compression, ReadOptions } from "../image.ts";
import { damaged, readAt, type Source, withFile } from "../source.ts";
import { TarError, TarReader } from "./reader.ts";

/** How a tar archive is packed, by its first bytes. */
export const tarCompression = async ({ path }: Source): Promise<Compression> =>
  packingOf(await withFile(path, (file) => readAt(file, 0, 8))) ?? "none";

/** What a tar archive holds, chunk by chunk. */
export async function* tarEvents(
  source: Source,
  options?: ReadOptions,
): AsyncGenerator<Events, void, undefined> {
  const { path } = source;
  const compression = await tarCompression(source);
  const stretch = { path, offset: 0, bytes: source.size };
  let readBytes = 0;
  const onRead = (bytes: number) => {
    readBytes = bytes;
  };
  const bytes: AsyncIterable<Buffer> =
    compression === "none" ? bytesOf(stretch) : unpack(compression, stretch, { ...options, onRead });
  const reader = new TarReader();
  try {
    for await (const chunk of bytes) {
      throwIfCancelled(options?.signal);
      if (compression === "none") readBytes += chunk.length;
      const events = reader.write(chunk);
      if (events.length > 0) yield { events, readBytes };
    }
    yield { events: reader.end(), readBytes: source.size };
  } catch (error) {
    if (error instanceof TarError) throw damaged(path, error.message, error);
    throw error;
  }
}
