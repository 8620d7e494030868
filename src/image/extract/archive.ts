import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Events } from "../archive/event.ts";
import type { Part } from "../image.ts";
import { archiveEvents } from "../initrd/events.ts";
import { openSource } from "../source.ts";
import { tarEvents } from "../tar/events.ts";
import type { Notes } from "./notes.ts";
import type { ExtractOptions } from "./options.ts";
import { TreeWriter } from "./writer.ts";

/** Writes the entries of an archive. */
const writeEvents = async (
  events: AsyncIterable<Events>,
  writer: TreeWriter,
  onRead: (readBytes: number) => void,
): Promise<void> => {
  try {
    for await (const { events: some, readBytes } of events) {
      writer.write(some);
      onRead(readBytes);
    }
    await writer.end();
  } finally {
    writer.abandon();
  }
};

/** Unpacks an initrd. If there are several archives, each gets its own directory. */
const extractInitrd = async (part: Part, directory: string, notes: Notes, options: ExtractOptions) => {
  const { archives = [] } = await part.facts(options);
  let entries = 0;
  for (const archive of archives) {
    const folder = archives.length > 1 ? join(directory, archive.name) : directory;
    if (archives.length > 1) mkdirSync(folder, { mode: 0o755 });
    const writer = new TreeWriter(folder, notes);
    await writeEvents(archiveEvents(part.file, archive, options), writer, (readBytes) =>
      options.onProgress?.({
        fraction: (archive.offset + readBytes) / part.packedBytes,
        entries: entries + writer.entries,
      }),
    );
    entries += writer.entries;
  }
  if (archives.length > 1) chmodSync(directory, 0o755);
  return entries;
};

const extractTar = async (part: Part, directory: string, notes: Notes, options: ExtractOptions) => {
  const source = await openSource(part.file);
  const writer = new TreeWriter(directory, notes);
  await writeEvents(tarEvents(source, options), writer, (readBytes) =>
    options.onProgress?.({ fraction: readBytes / part.packedBytes, entries: writer.entries }),
  );
  await source.check();
  return writer.entries;
};

/** Unpacks an initrd or a tar archive into a directory that does not exist yet. @returns the number of entries written */
export const extractArchive = async (
  part: Part,
  directory: string,
  notes: Notes,
  options: ExtractOptions,
): Promise<number> => {
  mkdirSync(directory, { mode: 0o700 });
  const extract = part.format === "initrd" ? extractInitrd : extractTar;
  return extract(part, directory, notes, options);
};
