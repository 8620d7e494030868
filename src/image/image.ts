import type { Release } from "../release/release.ts";
import type { Entry } from "./entry.ts";

/** Name of a part of an image; a tar archive that is not in a release is "archive". */
export type PartName = "rootfs" | "initrd" | "home" | "archive";

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Some entries of a part, in the order of the file. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Share of the part that has been read, from 0 to 1, if known. */
  readonly fraction?: number;
}

/** How an archive of an initrd is packed. */
export type Compression = "none" | "gzip" | "zstd" | "xz" | "lz4" | "bzip2" | "lzma";

/** One of the archives in an initrd. */
export interface ArchiveFacts {
  /** Directory of its entries, if there are several archives: early, early2, main, added, added2. */
  readonly name: string;
  readonly compression: Compression;
  /** In bytes, from the beginning of the file. */
  readonly offset: number;
  readonly packedBytes: number;
}

export interface Facts {
  /** Compression algorithms, such as "zstd" or "none, zstd". */
  readonly compression: string;
  /** Block size of a squashfs. */
  readonly blockBytes?: number;
  /** Time at which a squashfs was packed. */
  readonly madeAt?: Date;
  /** Archives of an initrd, in their order. */
  readonly archives?: readonly ArchiveFacts[];
}

/** A file to read, with the path and the size from `list`. */
export interface Wanted {
  readonly path: string;
  readonly size: number;
}

/** A piece of the content of one of several files. The pieces of each file are in order. */
export interface Piece {
  /** Index of the file in the list of wanted files. */
  readonly file: number;
  readonly bytes: Buffer;
}

/**
 * One file that contains a file tree. All methods throw ThinsmithError if the file is damaged or changes while it is
 * read, and CancelledError if `signal` ended them.
 */
export interface Part {
  readonly name: PartName;
  readonly format: "squashfs" | "initrd" | "tar";
  /** Absolute path of the file. */
  readonly file: string;
  readonly packedBytes: number;
  facts(options?: ReadOptions): Promise<Facts>;
  /** All entries. If the reader stops early, the processes that read the file are killed. */
  list(options?: ReadOptions): AsyncIterable<Batch>;
  /** Content of a regular file, by its path from `list`. Links are not followed. */
  read(path: string, options?: ReadOptions): AsyncIterable<Buffer>;
  /** Content of several regular files in one pass, in the order that is fastest to read. */
  readMany(files: readonly Wanted[], options?: ReadOptions): AsyncIterable<Piece>;
}

/** A release or a single file that a person opens. */
export interface Image {
  /** Absolute: the directory of the release, or the file. */
  readonly path: string;
  /** Name of the image or of the file, safe to print. */
  readonly title: string;
  readonly release: Release | undefined;
  /** At least one. */
  readonly parts: readonly Part[];
}
