import { ArchiveContent } from "../archive/content.ts";
import type { Part, PartName } from "../image.ts";
import type { Source } from "../source.ts";
import { tarCompression, tarEvents } from "./events.ts";

/** A tar archive, packed or not. */
export const tarPart = (name: PartName, source: Source): Part => {
  const { path } = source;
  const content = new ArchiveContent(path, (options) => tarEvents(source, options));
  return {
    name,
    format: "tar",
    file: path,
    packedBytes: source.size,
    facts: async () => ({ compression: await tarCompression(source) }),
    async *list(options) {
      for await (const { events, readBytes } of tarEvents(source, options)) {
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
