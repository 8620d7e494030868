import { ThinsmithError } from "../../system/errors.ts";
import { ArchiveContent } from "../archive/content.ts";
import type { Entry } from "../entry.ts";
import type { ArchiveFacts, Batch, Part, PartName, ReadOptions } from "../image.ts";
import { visible } from "../names.ts";
import type { Source } from "../source.ts";
import { archiveOf, inArchive, nameSegments } from "./archives.ts";
import { archiveEvents } from "./events.ts";
import { findSegments } from "./segments.ts";

/** An initrd: concatenated cpio archives, each packed or not. */
export const initrdPart = (name: PartName, source: Source): Part => {
  const { path } = source;
  let known: readonly ArchiveFacts[] | undefined;
  const archivesOf = async (options?: ReadOptions) => {
    known ??= nameSegments(await findSegments(source, options));
    return known;
  };

  const contents = new Map<string, ArchiveContent>();
  const contentOf = (archive: ArchiveFacts) => {
    const content =
      contents.get(archive.name) ??
      new ArchiveContent(path, (options) => archiveEvents(path, archive, options));
    contents.set(archive.name, content);
    return content;
  };

  async function* list(options: ReadOptions = {}): AsyncGenerator<Batch, void, undefined> {
    const archives = await archivesOf(options);
    for (const archive of archives) {
      const placed = (found: string) => inArchive(archive, archives, found);
      for await (const { events, readBytes } of archiveEvents(path, archive, options)) {
        const entries = events.flatMap((event): Entry[] => {
          if (event.kind !== "entry") return [];
          const { entry } = event;
          const { sameAs } = entry;
          return [{ ...entry, path: placed(entry.path), ...(sameAs ? { sameAs: placed(sameAs) } : {}) }];
        });
        const fraction = (archive.offset + readBytes) / source.size;
        if (entries.length > 0) yield { entries, fraction };
      }
    }
    await source.check();
  }

  return {
    name,
    format: "initrd",
    file: path,
    packedBytes: source.size,
    async facts(options) {
      const archives = await archivesOf(options);
      const compressions = [...new Set(archives.map(({ compression }) => compression))];
      return { compression: compressions.join(", "), archives };
    },
    list,
    async *read(wanted, options) {
      const found = archiveOf(await archivesOf(options), wanted);
      if (!found) throw new ThinsmithError(`${path} has no file ${visible(wanted)}.`);
      yield* contentOf(found.archive).read(found.path, options);
      await source.check();
    },
    async *readMany(files, options) {
      const archives = await archivesOf(options);
      const found = files.map((file) => archiveOf(archives, file.path));
      for (const archive of archives) {
        const here = found.flatMap((place, file) => (place?.archive === archive ? [{ ...place, file }] : []));
        const paths = here.map((place) => place.path);
        for await (const { file, bytes } of contentOf(archive).readMany(paths, options)) {
          yield { file: here[file]?.file ?? 0, bytes };
        }
      }
      await source.check();
    },
  };
};
