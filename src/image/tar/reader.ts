import { Parser, type ReadEntry } from "tar";
import type { ArchiveEvent } from "../archive/event.ts";
import type { Entry, EntryType } from "../entry.ts";
import { cleanPath } from "../names.ts";

/** The bytes are no tar archive; the message is half a sentence. */
export class TarError extends Error {}

const types: Readonly<Record<string, EntryType>> = {
  File: "file",
  OldFile: "file",
  ContiguousFile: "file",
  Link: "file",
  SymbolicLink: "link",
  CharacterDevice: "character",
  BlockDevice: "block",
  Directory: "directory",
  GNUDumpDir: "directory",
  FIFO: "fifo",
};

const deviceOf = ({ header }: ReadEntry): Pick<Entry, "device"> => {
  const [major = 0, minor = 0] = [header.devmaj, header.devmin];
  return major === 0 && minor === 0 ? {} : { device: { major, minor } };
};

const nobody = 65_534;
const latest = 2 ** 33;

/** An archive may say any number; an owner is one of 32 bits. */
const ownerOf = (id: number | undefined): number =>
  id !== undefined && Number.isInteger(id) && id >= 0 && id < 2 ** 32 ? id : nobody;

const secondsOf = (time: Date | undefined): number => {
  const seconds = Math.floor((time?.getTime() ?? 0) / 1000);
  return seconds >= 0 && seconds <= latest ? seconds : 0;
};

const entryOf = (found: ReadEntry, type: EntryType): Entry => {
  const { path, linkpath = "", mode = 0, size } = found;
  return {
    path: cleanPath(path),
    type,
    mode: mode & 0o7777,
    uid: ownerOf(found.uid),
    gid: ownerOf(found.gid),
    size: type === "file" ? size : 0,
    mtime: secondsOf(found.mtime),
    ...(type === "link" ? { target: linkpath } : {}),
    ...(found.type === "Link" ? { sameAs: cleanPath(linkpath) } : {}),
    ...(type === "character" || type === "block" ? deviceOf(found) : {}),
  };
};

/**
 * Reads a tar archive, not packed, chunk by chunk. Only names that are UTF-8 come through whole: the tar package's limit.
 */
export class TarReader {
  #events: ArchiveEvent[] = [];
  #wrong: string | undefined;
  readonly #parser = new Parser({
    // It is told what it gets: its own guess, and its unpacking, are not wanted.
    zstd: false,
    onReadEntry: (found) => {
      const type = types[found.type];
      if (type) this.#events.push({ kind: "entry", entry: entryOf(found, type) });
      if (type === "file") found.on("data", (bytes) => this.#events.push({ kind: "content", bytes }));
      found.resume();
    },
    onwarn: (_, message) => {
      this.#wrong ??= String(message);
    },
  });

  /** @throws TarError where the bytes are no archive */
  write(chunk: Buffer): ArchiveEvent[] {
    return this.#after(() => this.#parser.write(chunk));
  }

  /** To be called after the last chunk. @throws TarError where the archive is not complete */
  end(): ArchiveEvent[] {
    return this.#after(() => this.#parser.end());
  }

  #after(step: () => unknown): ArchiveEvent[] {
    try {
      step();
    } catch (error) {
      throw new TarError(`its tar archive is broken (${String(error).slice(0, 200)})`, { cause: error });
    }
    if (this.#wrong !== undefined)
      throw new TarError(`its tar archive is broken (${this.#wrong.slice(0, 200)})`);
    const found = this.#events;
    this.#events = [];
    return found;
  }
}
