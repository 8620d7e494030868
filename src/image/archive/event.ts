import type { Entry } from "../entry.ts";

/** An entry of an archive, or a piece of the content of the file entry before it. */
export type ArchiveEvent =
  | { readonly kind: "entry"; readonly entry: Entry }
  | { readonly kind: "content"; readonly bytes: Buffer };

/** The events of one chunk of an archive. */
export interface Events {
  readonly events: readonly ArchiveEvent[];
  /** Bytes of the archive, as stored in the file, that have been read so far. */
  readonly readBytes: number;
}
