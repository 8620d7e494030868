import type { ArchiveEvent } from "../archive/event.ts";
import type { EntryType } from "../entry.ts";
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

/** Rounded up to 4 bytes. No bit operations: lengths go up to 4 GiB. */
const padded = (length: number) => Math.ceil(length / 4) * 4;

/** The bytes up to the first zero, as a name. */
const textOf = (bytes: Buffer): string => {
  const end = bytes.indexOf(0);
  return nameOf(end < 0 ? bytes : bytes.subarray(0, end));
};

/**
 * Reads concatenated cpio archives in the formats "newc" and "crc", with or without zeros between them, in chunks.
 * Like the kernel, it ignores entries with an unknown type and those whose name or target is too long.
 * Format: the kernel's driver-api/early-userspace/buffer-format document.
 */
export class CpioParser {
  readonly #stopAtEnd: boolean;
  /** Whether an archive has ended and no other has begun. */
  #complete = false;
  #events: CpioEvent[] = [];
  #chunk: Buffer = Buffer.alloc(0);
  /** Bytes of the chunk that have been processed, and of all chunks before it. */
  #at = 0;
  #before = 0;
  readonly #linked = new Map<string, string>();
  readonly #reading = this.#archives();

  /** `stopAtEnd`: bytes after the end of the first archive are ignored. */
  constructor({ stopAtEnd = false } = {}) {
    this.#stopAtEnd = stopAtEnd;
  }

  /** @throws CpioError if the bytes are not an archive */
  write(chunk: Buffer): CpioEvent[] {
    this.#before += this.#chunk.length;
    this.#chunk = chunk;
    this.#at = 0;
    this.#events = [];
    this.#reading.next();
    return this.#events;
  }

  /** Must be called after the last chunk. @throws CpioError if the archive is not complete */
  end(): void {
    if (!this.#complete) throw new CpioError("its cpio archive ends too early");
  }

  /** Reads the archives. It yields where it needs the next chunk. */
  *#archives(): Generator<void, void, void> {
    while (!(this.#complete && this.#stopAtEnd)) {
      while (this.#chunk[this.#at] === 0) this.#at += 1;
      if (this.#at === this.#chunk.length) yield;
      else if (this.#chunk[this.#at] !== 0x30) throw new CpioError("a cpio archive begins with wrong bytes");
      else {
        this.#complete = false;
        while (yield* this.#entry());
        this.#events.push({ kind: "end", at: this.#before + this.#at });
        this.#complete = true;
        this.#linked.clear();
      }
    }
  }

  /** Reads so many bytes, in pieces as they arrive. */
  *#pieces(length: number, take: (bytes: Buffer) => void): Generator<void, void, void> {
    for (let missing = length; missing > 0; ) {
      if (this.#at === this.#chunk.length) yield;
      const bytes = this.#chunk.subarray(this.#at, this.#at + missing);
      this.#at += bytes.length;
      missing -= bytes.length;
      take(bytes);
    }
  }

  *#bytes(length: number): Generator<void, Buffer, void> {
    const held: Buffer[] = [];
    yield* this.#pieces(length, (bytes) => held.push(bytes));
    return held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
  }

  #skip(length: number): Generator<void, void, void> {
    return this.#pieces(length, () => {});
  }

  /** Reads an entry. @returns whether it is not the last of its archive */
  *#entry(): Generator<void, boolean, void> {
    const header = (yield* this.#bytes(headerBytes)).toString("latin1");
    const magic = header.slice(0, 6);
    if (magic === "070707") throw new CpioError('it is a cpio archive in the old format, not "newc"');
    if (magic !== "070701" && magic !== "070702") throw new CpioError("a cpio entry begins with wrong bytes");
    // Decoding stops at the first digit that is none.
    const numbers = Buffer.from(header.slice(6), "hex");
    if (numbers.length * 2 < headerBytes - 6)
      throw new CpioError("a header in its cpio archive has an invalid number");
    const field = (index: number) => numbers.readUInt32BE(index * 4);
    const [mode, links, bodyBytes, nameBytes] = [field(1), field(4), field(6), field(11)];
    const afterName = padded(headerBytes + nameBytes) - headerBytes;
    if (nameBytes === 0 || nameBytes > longestName) {
      yield* this.#skip(afterName + padded(bodyBytes));
      return true;
    }
    const bytes = yield* this.#bytes(afterName);
    if (bytes[nameBytes - 1] !== 0) throw new CpioError("a name in its cpio archive has no terminating zero");
    const name = textOf(bytes);
    if (name === "TRAILER!!!") {
      yield* this.#skip(padded(bodyBytes));
      return false;
    }
    const type = types[mode >>> 12];
    const entry = {
      path: cleanPath(name),
      mode: mode & 0o7777,
      uid: field(2),
      gid: field(3),
      size: type === "file" ? bodyBytes : 0,
      mtime: field(5),
      ...(type === "character" || type === "block" ? { device: { major: field(9), minor: field(10) } } : {}),
    };
    let left = padded(bodyBytes);
    if (type === "link" && bodyBytes > 0 && bodyBytes <= longestName) {
      const target = textOf(yield* this.#bytes(bodyBytes));
      this.#events.push({ kind: "entry", entry: { ...entry, type, target } });
      left -= bodyBytes;
    } else if (type === "file") {
      const inode = `${field(7)}:${field(8)}:${field(0)}`;
      const sameAs = links < 2 ? undefined : this.#firstLink(inode, entry.path);
      this.#events.push({
        kind: "entry",
        entry: { ...entry, type, ...(sameAs === undefined ? {} : { sameAs }) },
      });
      yield* this.#pieces(bodyBytes, (content) => this.#events.push({ kind: "content", bytes: content }));
      left -= bodyBytes;
    } else if (type !== undefined && type !== "link") {
      this.#events.push({ kind: "entry", entry: { ...entry, type } });
    }
    yield* this.#skip(left);
    return true;
  }

  /** A hard link is a file whose inode occurred before. Any of the links may have the content. */
  #firstLink(inode: string, path: string): string | undefined {
    const first = this.#linked.get(inode);
    if (first !== undefined && first !== path) return first;
    if (this.#linked.size < mostLinked) this.#linked.set(inode, path);
    return undefined;
  }
}
