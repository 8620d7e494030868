import { ThinsmithError } from "../../system/errors.ts";
import type { ReadOptions } from "../image.ts";
import { mostEntries, tooManyEntries } from "../limits.ts";
import { visible } from "../names.ts";
import type { Events } from "./event.ts";

type EventsOf = (options?: ReadOptions) => AsyncIterable<Events>;

/** Which entry of an archive, counted from 0, has the content of a file; none where the file is empty. */
type Places = ReadonlyMap<string, number | undefined>;

const findPlaces = async (file: string, events: AsyncIterable<Events>): Promise<Places> => {
  /** By the first path of those that share an inode. */
  const contents = new Map<string, number | undefined>();
  const firsts = new Map<string, string>();
  let count = 0;
  for await (const { events: some } of events) {
    for (const event of some) {
      if (event.kind !== "entry") continue;
      const { path, type, size, sameAs } = event.entry;
      // A later entry takes the place of an earlier one.
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

/** The files of an archive by path. Where they lie is found out once and kept. */
export class ArchiveContent {
  #places: Places | undefined;

  constructor(
    /** Of the archive, for errors. */
    private readonly file: string,
    private readonly events: EventsOf,
  ) {}

  /** @throws ThinsmithError where the archive has no file of that path */
  async *read(path: string, options?: ReadOptions): AsyncGenerator<Buffer, void, undefined> {
    this.#places ??= await findPlaces(this.file, this.events(options));
    if (!this.#places.has(path)) throw new ThinsmithError(`${this.file} has no file ${visible(path)}.`);
    const place = this.#places.get(path);
    if (place === undefined) return;
    let count = -1;
    for await (const { events } of this.events(options)) {
      for (const event of events) {
        if (event.kind === "entry") count += 1;
        else if (count === place) yield event.bytes;
        if (count > place) return;
      }
    }
  }
}
