import type { ArchiveEvent, Events } from "../archive/event.ts";
import { unpack } from "../compression/unpack.ts";
import { CpioError, type CpioEvent, CpioParser } from "../cpio/parser.ts";
import type { ArchiveFacts, ReadOptions } from "../image.ts";
import { damaged } from "../source.ts";

const isContent = (event: CpioEvent): event is ArchiveEvent => event.kind !== "end";

/** Reads the cpio archives in one piece of an initrd, chunk by chunk. */
export async function* archiveEvents(
  path: string,
  { compression, offset, packedBytes }: ArchiveFacts,
  options?: ReadOptions,
): AsyncGenerator<Events, void, undefined> {
  const stretch = { path, offset, bytes: packedBytes };
  const parser = new CpioParser();
  try {
    for await (const { chunk, readBytes } of unpack(compression, stretch, options)) {
      const events = parser.write(chunk).filter(isContent);
      if (events.length > 0) yield { events, readBytes };
    }
    parser.end();
  } catch (error) {
    if (error instanceof CpioError) throw damaged(path, error.message, error);
    throw error;
  }
}
