import { ThinsmithError } from "../../system/errors.ts";
import type { Piece, ReadOptions } from "../image.ts";
import { mostEntries, tooManyEntries } from "../limits.ts";
import { visible } from "../names.ts";
import type { Events } from "./event.ts";

type EventsOf = (options?: ReadOptions) => AsyncIterable<Events>;

/** Index of the archive entry that has the content of each file, by path; undefined for an empty file. */
type Places = ReadonlyMap<string, number | undefined>;

const findPlaces = async (file: string, events: AsyncIterable<Events>): Promise<Places> => {
  /** By the first of the paths that share an inode. */
  const contents = new Map<string, number | undefined>();
  const firsts = new Map<string, string>();
  let count = 0;
  for await (const { events: some } of events) {
    for (const event of some) {
      if (event.kind !== "entry") continue;
      const { path, type, size, sameAs } = event.entry;
      // A later entry replaces an earlier one of the same path.
      if (type === "file") firsts.set(path, sameAs ?? path);
      else firsts.delete(path);
      if (size > 0) contents.set(sameAs ?? path, count);
      else if (sameAs === undefined) contents.delete(path);
      count += 1;
      if (count > mostEntries) throw tooManyEntries(file);
    }
  }
  return new Map([...firsts].map(([path, first]) => [path, contents.get(first)]));
};

/** Reads files of an archive by path. The first read scans the archive for their places. */
export class ArchiveContent {
  #places: Places | undefined;

  constructor(
    /** Path of the archive, for errors. */
    private readonly file: string,
    private readonly events: EventsOf,
  ) {}

  /** @throws ThinsmithError if the archive has no file of that path */
  async *read(path: string, options?: ReadOptions): AsyncGenerator<Buffer, void, undefined> {
    for await (const { bytes } of this.readMany([path], options)) yield bytes;
  }

  /** Reads the files in one pass over the archive. Hard links of one file each yield every piece. */
  async *readMany(paths: readonly string[], options?: ReadOptions): AsyncGenerator<Piece, void, undefined> {
    this.#places ??= await findPlaces(this.file, this.events(options));
    const wanted = new Map<number, number[]>();
    let last = -1;
    for (const [file, path] of paths.entries()) {
      if (!this.#places.has(path)) throw new ThinsmithError(`${this.file} has no file ${visible(path)}.`);
      const place = this.#places.get(path);
      if (place === undefined) continue;
      wanted.set(place, [...(wanted.get(place) ?? []), file]);
      last = Math.max(last, place);
    }
    if (last >= 0) yield* this.#contentAt(wanted, last, options);
  }

  async *#contentAt(wanted: ReadonlyMap<number, readonly number[]>, last: number, options?: ReadOptions) {
    let count = -1;
    for await (const { events } of this.events(options)) {
      for (const event of events) {
        if (event.kind === "entry") count += 1;
        else for (const file of wanted.get(count) ?? []) yield { file, bytes: event.bytes };
        if (count > last) return;
      }
    }
  }
}
