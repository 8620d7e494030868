import type { Release } from "../release/release.ts";
import type { Entry } from "./entry.ts";

/** What a part of an image is called; a tar archive that is no release's is "archive". */
export type PartName = "rootfs" | "initrd" | "home" | "archive";

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Some entries of a part, in its own order. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** How much of the part has been read, from 0 to 1, where that is known. */
  readonly fraction?: number;
}

/** How an archive of an initrd is packed. */
export type Compression = "none" | "gzip" | "zstd" | "xz" | "lz4" | "bzip2" | "lzma";

/** One of the archives that an initrd is made of. */
export interface ArchiveFacts {
  /** The folder that its entries have where there are several archives: early, early2, main, added, added2. */
  readonly name: string;
  readonly compression: Compression;
  /** Bytes from the file's beginning. */
  readonly offset: number;
  readonly packedBytes: number;
}

export interface Facts {
  /** Algorithms, such as "zstd" or "none, zstd". */
  readonly compression: string;
  /** Block size of a squashfs. */
  readonly blockBytes?: number;
  /** When a squashfs was packed. */
  readonly madeAt?: Date;
  /** Archives of an initrd, in their order. */
  readonly archives?: readonly ArchiveFacts[];
}

/** A file whose content is wanted, by the path and the size that `list` gives it. */
export interface Wanted {
  readonly path: string;
  readonly size: number;
}

/** A piece of the content of one of several files that are wanted, in its order. */
export interface Piece {
  /** Which of them, counted from 0. */
  readonly file: number;
  readonly bytes: Buffer;
}

/**
 * One file with a file tree in it. Everything throws ThinsmithError where the file is damaged or changes while it is
 * read, and CancelledError where `signal` ended it.
 */
export interface Part {
  readonly name: PartName;
  readonly format: "squashfs" | "initrd" | "tar";
  /** Absolute path of the file. */
  readonly file: string;
  readonly packedBytes: number;
  facts(options?: ReadOptions): Promise<Facts>;
  /** All entries. Whoever stops taking ends the processes behind it. */
  list(options?: ReadOptions): AsyncIterable<Batch>;
  /** Content of a regular file, by the path that `list` gives it; links are not followed. */
  read(path: string, options?: ReadOptions): AsyncIterable<Buffer>;
  /** Content of several regular files in one go, one file after the other, in whatever order is quickest. */
  readMany(files: readonly Wanted[], options?: ReadOptions): AsyncIterable<Piece>;
}

/** A release, or a single file that somebody points at. */
export interface Image {
  /** Absolute: the directory of the release, or the file. */
  readonly path: string;
  /** Name of the image or of the file, harmless to print. */
  readonly title: string;
  readonly release: Release | undefined;
  /** Never empty. */
  readonly parts: readonly Part[];
}
