import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "../image.ts";
import { archiveEvents } from "../initrd/events.ts";
import { openSource } from "../source.ts";
import { tarEvents } from "../tar/events.ts";
import type { Notes } from "./notes.ts";
import type { ExtractOptions } from "./options.ts";
import { TreeWriter } from "./writer.ts";

/**
 * Unpacks an initrd or a tar archive into a directory that does not exist yet. If an initrd has several archives, each
 * gets its own directory.
 * @returns the number of entries written
 */
export const extractArchive = async (
  part: Part,
  directory: string,
  notes: Notes,
  options: ExtractOptions,
): Promise<number> => {
  mkdirSync(directory, { mode: 0o700 });
  const source = await openSource(part.file);
  const { archives = [] } = await part.facts(options);
  const several = archives.length > 1;
  const contents =
    part.format === "tar"
      ? [{ folder: directory, offset: 0, events: tarEvents(source, options) }]
      : archives.map((archive) => ({
          folder: several ? join(directory, archive.name) : directory,
          offset: archive.offset,
          events: archiveEvents(part.file, archive, options),
        }));
  let entries = 0;
  for (const { folder, offset, events } of contents) {
    if (several) mkdirSync(folder, { mode: 0o755 });
    const writer = new TreeWriter(folder, notes);
    try {
      for await (const { events: some, readBytes } of events) {
        writer.write(some);
        const fraction = (offset + readBytes) / part.packedBytes;
        options.onProgress?.({ fraction, entries: entries + writer.entries });
      }
      await writer.end();
    } finally {
      writer.abandon();
    }
    entries += writer.entries;
  }
  if (several) chmodSync(directory, 0o755);
  await source.check();
  return entries;
};
