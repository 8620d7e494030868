import { Parser, type ReadEntry } from "tar";
import type { ArchiveEvent } from "../archive/event.ts";
import type { Entry, EntryType } from "../entry.ts";
import { cleanPath } from "../names.ts";

/** The bytes are not a tar archive. The message is a clause without a full stop, for `damaged`. */
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

/** An id from an archive, or `nobody` if it is not a number of 32 bits. */
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
 * Reads a tar archive that is not packed, chunk by chunk. Only UTF-8 names are exact: the tar package decodes all names.
 */
export class TarReader {
  #events: ArchiveEvent[] = [];
  #wrong: string | undefined;
  readonly #parser = new Parser({
    // The input is never packed: the parser must not guess.
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

  /** @throws TarError if the bytes are not an archive */
  write(chunk: Buffer): ArchiveEvent[] {
    return this.#after(() => this.#parser.write(chunk));
  }

  /** Must be called after the last chunk. @throws TarError if the archive is not complete */
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
