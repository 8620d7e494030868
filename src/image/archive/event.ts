import type { Entry } from "../entry.ts";

/** What comes out of an archive, in its order: an entry, and the content of a file in pieces behind it. */
export type ArchiveEvent =
  | { readonly kind: "entry"; readonly entry: Entry }
  | { readonly kind: "content"; readonly bytes: Buffer };

/** What one chunk of an archive had in it. */
export interface Events {
  readonly events: readonly ArchiveEvent[];
  /** Bytes of the file, or of the piece of it, that have been read so far. */
  readonly readBytes: number;
}
