import type { Events } from "../archive/event.ts";
import { packingOf } from "../compression/kinds.ts";
import { unpack } from "../compression/unpack.ts";
import type { Compression, ReadOptions } from "../image.ts";
import { damaged, readAt, type Source, withFile } from "../source.ts";
import { TarError, TarReader } from "./reader.ts";

/** How a tar archive is packed, from its first bytes. */
export const tarCompression = async ({ path }: Source): Promise<Compression> =>
  packingOf(await withFile(path, (file) => readAt(file, 0, 8))) ?? "none";

/** Reads a tar archive, chunk by chunk. */
export async function* tarEvents(
  source: Source,
  options?: ReadOptions,
): AsyncGenerator<Events, void, undefined> {
  const { path } = source;
  const compression = await tarCompression(source);
  const stretch = { path, offset: 0, bytes: source.size };
  const reader = new TarReader();
  try {
    for await (const { chunk, readBytes } of unpack(compression, stretch, options)) {
      const events = reader.write(chunk);
      if (events.length > 0) yield { events, readBytes };
    }
    yield { events: reader.end(), readBytes: source.size };
  } catch (error) {
    if (error instanceof TarError) throw damaged(path, error.message, error);
    throw error;
  }
}
