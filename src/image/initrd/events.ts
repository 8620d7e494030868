import { throwIfCancelled } from "../../system/errors.ts";
import type { ArchiveEvent, Events } from "../archive/event.ts";
import { bytesOf, unpack } from "../compression/unpack.ts";
import { CpioError, type CpioEvent, CpioParser } from "../cpio/parser.ts";
import type { ArchiveFacts, ReadOptions } from "../image.ts";
import { damaged } from "../source.ts";

const isContent = (event: CpioEvent): event is ArchiveEvent => event.kind !== "end";

/** What the archives in one piece of an initrd hold, chunk by chunk. */
export async function* archiveEvents(
  path: string,
  { compression, offset, packedBytes }: ArchiveFacts,
  options?: ReadOptions,
): AsyncGenerator<Events, void, undefined> {
  const stretch = { path, offset, bytes: packedBytes };
  let readBytes = 0;
  const onRead = (bytes: number) => {
    readBytes = bytes;
  };
  const bytes: AsyncIterable<Buffer> =
    compression === "none" ? bytesOf(stretch) : unpack(compression, stretch, { ...options, onRead });
  const parser = new CpioParser();
  try {
    for await (const chunk of bytes) {
      throwIfCancelled(options?.signal);
      if (compression === "none") readBytes += chunk.length;
      const events = parser.write(chunk).filter(isContent);
      if (events.length > 0) yield { events, readBytes };
    }
    parser.end();
  } catch (error) {
    if (error instanceof CpioError) throw damaged(path, error.message, error);
    throw error;
  }
}
