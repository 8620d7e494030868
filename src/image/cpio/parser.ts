import type { ArchiveEvent } from "../archive/event.ts";
import type { Entry, EntryType } from "../entry.ts";
import { cleanPath, nameOf } from "../names.ts";

export type CpioEvent =
  | ArchiveEvent
  /** The archive has ended; `at`: bytes read up to its end. */
  | { readonly kind: "end"; readonly at: number };

/** The kernel would not unpack these bytes either. The message is a clause without a full stop, for `damaged`. */
export class CpioError extends Error {}

const headerBytes = 110;
/** PATH_MAX. The kernel ignores entries with a longer name or target, counted with the terminating zero. */
const longestName = 4096;
/** How many inodes with several links are remembered. */
const mostLinked = 500_000;

/** The four highest bits of a mode: S_IFMT of stat(2). */
const types: Readonly<Record<number, EntryType>> = {
  1: "fifo",
  2: "character",
  4: "directory",
  6: "block",
  8: "file",
  10: "link",
  12: "socket",
};

const hexDigit = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const small = code | 0x20;
  return small >= 0x61 && small <= 0x66 ? small - 0x57 : -1;
};

const fieldAt = (header: Buffer, index: number): number => {
  let value = 0;
  for (let at = 6 + index * 8; at < 14 + index * 8; at += 1) {
    const digit = hexDigit(header[at] as number);
    if (digit < 0) throw new CpioError("a header in its cpio archive has an invalid number");
    value = value * 16 + digit;
  }
  return value;
};

/** Rounded up to 4 bytes. No bit operations: lengths go up to 4 GiB. */
const padded = (length: number) => Math.ceil(length / 4) * 4;

interface Header {
  readonly type: EntryType | undefined;
  readonly entry: Omit<Entry, "path" | "type" | "size">;
  readonly links: number;
  readonly inode: string;
  readonly bodyBytes: number;
  readonly nameBytes: number;
}

const readHeader = (bytes: Buffer): Header => {
  const magic = bytes.toString("latin1", 0, 6);
  if (magic === "070707") throw new CpioError('it is a cpio archive in the old format, not "newc"');
  if (magic !== "070701" && magic !== "070702") throw new CpioError("a cpio entry begins with wrong bytes");
  const field = (index: number) => fieldAt(bytes, index);
  const mode = field(1);
  const type = types[mode >>> 12];
  const isDevice = type === "character" || type === "block";
  return {
    type,
    entry: {
      mode: mode & 0o7777,
      uid: field(2),
      gid: field(3),
      mtime: field(5),
      ...(isDevice ? { device: { major: field(9), minor: field(10) } } : {}),
    },
    links: field(4),
    inode: `${field(7)}:${field(8)}:${field(0)}`,
    bodyBytes: field(6),
    nameBytes: field(11),
  };
};

/**
 * Reads concatenated cpio archives in the formats "newc" and "crc", with or without zeros between them, in chunks.
 * Like the kernel, it ignores entries with an unknown type and those whose name or target is too long.
 * Format: the kernel's driver-api/early-userspace/buffer-format document.
 */
export class CpioParser {
  readonly #stopAtEnd: boolean;
  #state: "between" | "header" | "name" | "target" | "content" | "skip" = "between";
  #missing = 0;
  #held: Buffer[] = [];
  #position = 0;
  #header: Header | undefined;
  #path = "";
  /** Whether the current entry is the last of the archive. */
  #isTrailer = false;
  #complete = false;
  readonly #linked = new Map<string, string>();

  /** `stopAtEnd`: bytes after the end of the first archive are ignored. */
  constructor({ stopAtEnd = false } = {}) {
    this.#stopAtEnd = stopAtEnd;
  }

  /** Whether an archive has ended and no other has begun. */
  get complete(): boolean {
    return this.#complete;
  }

  /** @throws CpioError if the bytes are not an archive */
  write(chunk: Buffer): CpioEvent[] {
    const events: CpioEvent[] = [];
    let at = 0;
    while (at < chunk.length && !(this.#complete && this.#stopAtEnd)) at += this.#step(chunk, at, events);
    return events;
  }

  /** Must be called after the last chunk. @throws CpioError if the archive is not complete */
  end(): void {
    if (!this.#complete) throw new CpioError("its cpio archive ends too early");
  }

  /** Processes bytes of a chunk from a position on. @returns how many */
  #step(chunk: Buffer, at: number, events: CpioEvent[]): number {
    if (this.#state === "between") return this.#begin(chunk, at);
    const length = Math.min(this.#missing, chunk.length - at);
    const bytes = chunk.subarray(at, at + length);
    this.#missing -= length;
    this.#position += length;
    if (this.#state === "content") events.push({ kind: "content", bytes });
    else if (this.#state !== "skip") this.#held.push(bytes);
    if (this.#missing === 0) this.#finish(events);
    return length;
  }

  /** Skips the zeros between archives. */
  #begin(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && chunk[at] === 0) at += 1;
    this.#position += at - from;
    if (at < chunk.length) {
      if (chunk[at] !== 0x30) throw new CpioError("a cpio archive begins with wrong bytes");
      this.#complete = false;
      this.#wait("header", headerBytes);
    }
    return at - from;
  }

  #wait(state: "header" | "name" | "target" | "content" | "skip", length: number): void {
    this.#state = state;
    this.#missing = length;
    this.#held = [];
  }

  /** Skips the rest of an entry. */
  #skip(length: number, events: CpioEvent[]): void {
    this.#wait("skip", length);
    if (length === 0) this.#finish(events);
  }

  /** Called when all bytes for the current state have arrived. */
  #finish(events: CpioEvent[]): void {
    const held = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held);
    if (this.#state === "header") this.#begun(held, events);
    else if (this.#state === "name") this.#named(held, events);
    else if (this.#state === "skip") this.#next(events);
    else {
      if (this.#state === "target") events.push(this.#entry({ target: textOf(held) }));
      const body = this.#header?.bodyBytes ?? 0;
      this.#skip(padded(body) - body, events);
    }
  }

  /** Called at the end of an entry. */
  #next(events: CpioEvent[]): void {
    if (!this.#isTrailer) {
      this.#wait("header", headerBytes);
      return;
    }
    events.push({ kind: "end", at: this.#position });
    this.#state = "between";
    this.#complete = true;
    this.#isTrailer = false;
    this.#linked.clear();
  }

  #begun(bytes: Buffer, events: CpioEvent[]): void {
    const header = readHeader(bytes);
    this.#header = header;
    const nameBytes = padded(headerBytes + header.nameBytes) - headerBytes;
    if (header.nameBytes > 0 && header.nameBytes <= longestName) this.#wait("name", nameBytes);
    else this.#skip(nameBytes + padded(header.bodyBytes), events);
  }

  #named(bytes: Buffer, events: CpioEvent[]): void {
    const { type, nameBytes, bodyBytes } = this.#header as Header;
    if (bytes[nameBytes - 1] !== 0) throw new CpioError("a name in its cpio archive has no terminating zero");
    const name = textOf(bytes.subarray(0, nameBytes));
    this.#isTrailer = name === "TRAILER!!!";
    this.#path = cleanPath(name);
    if (type === "link" && !this.#isTrailer) {
      if (bodyBytes > 0 && bodyBytes <= longestName) this.#wait("target", bodyBytes);
      else this.#skip(padded(bodyBytes), events);
      return;
    }
    const isFile = type === "file" && !this.#isTrailer;
    if (type !== undefined && !this.#isTrailer) events.push(this.#entry(isFile ? this.#sameAs() : {}));
    if (isFile && bodyBytes > 0) this.#wait("content", bodyBytes);
    else this.#skip(padded(bodyBytes), events);
  }

  #entry(more: Pick<Entry, "target"> | Pick<Entry, "sameAs">): CpioEvent {
    const { type = "file", entry, bodyBytes } = this.#header as Header;
    const size = type === "file" ? bodyBytes : 0;
    return { kind: "entry", entry: { path: this.#path, type, size, ...entry, ...more } };
  }

  /** A hard link is a file whose inode occurred before. Any of the links may have the content. */
  #sameAs(): Pick<Entry, "sameAs"> {
    const { links, inode } = this.#header as Header;
    if (links < 2) return {};
    const first = this.#linked.get(inode);
    if (first !== undefined && first !== this.#path) return { sameAs: first };
    if (this.#linked.size < mostLinked) this.#linked.set(inode, this.#path);
    return {};
  }
}

/** The bytes up to the first zero, as a name. */
const textOf = (bytes: Buffer): string => {
  const end = bytes.indexOf(0);
  return nameOf(end < 0 ? bytes : bytes.subarray(0, end));
};
