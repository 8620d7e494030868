import { ArchiveContent } from "../archive/content.ts";
import type { Part, PartName } from "../image.ts";
import type { Source } from "../source.ts";
import { tarCompression, tarEvents } from "./events.ts";

/** A tar archive, packed or not. `head`: the file's first bytes. */
export const tarPart = (name: PartName, source: Source, head: Buffer): Part => {
  const { path } = source;
  const compression = tarCompression(head);
  const content = new ArchiveContent(path, (options) => tarEvents(source, compression, options));
  return {
    name,
    format: "tar",
    file: path,
    packedBytes: source.size,
    facts: async () => ({ compression }),
    async *list(options) {
      for await (const { events, readBytes } of tarEvents(source, compression, options)) {
        const entries = events.flatMap((event) => (event.kind === "entry" ? [event.entry] : []));
        if (entries.length > 0) yield { entries, fraction: readBytes / source.size };
      }
      await source.check();
    },
    async *read(wanted, options) {
      yield* content.read(wanted, options);
      await source.check();
    },
    async *readMany(files, options) {
      yield* content.readMany(
        files.map((file) => file.path),
        options,
      );
      await source.check();
    },
  };
};
