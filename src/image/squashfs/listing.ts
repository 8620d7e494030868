import { type Entry, type EntryType, typeOfLetter } from "../entry.ts";
import { nameOf } from "../names.ts";

/** Longest accepted entry in bytes. A path of 5,000 nested directories is well below it. */
const longestRecord = 4 * 1024 * 1024;

const [newline, space, slash, comma, minus, colon] = [0x0a, 0x20, 0x2f, 0x2c, 0x2d, 0x3a];
const arrow = Buffer.from(" -> ");
const typesByLetter: readonly (EntryType | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  typeOfLetter(String.fromCharCode(code)),
);
/** The special bits, by class of permissions: others (sticky), group (setgid), owner (setuid). */
const special = [0o1000, 0o2000, 0o4000];

/** Permission bits of a text such as "rwxr-sr-T"; undefined if it is invalid. */
const modeAt = (bytes: Buffer, at: number): number | undefined => {
  let mode = 0;
  for (let index = 0; index < 9; index += 1) {
    const letter = bytes[at + index] as number;
    const bit = 0o400 >> index;
    if (letter === minus) continue;
    const last = index % 3 === 2;
    if (letter === (last ? 0x78 : index % 3 === 1 ? 0x77 : 0x72)) {
      mode |= bit;
      continue;
    }
    // s and t: the special bit and x; S and T: the special bit alone.
    const small = letter | 0x20;
    if (!last || small !== (index === 8 ? 0x74 : 0x73)) return undefined;
    mode |= special[2 - Math.floor(index / 3)] as number;
    if (letter === small) mode |= bit;
  }
  return mode;
};

/** The values before the name in the first line of an entry. */
interface Head {
  readonly type: EntryType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly device: number | undefined;
  readonly mtime: number;
}

/**
 * Reads the output of `unsquashfs -lln -UTC -d PREFIX`, chunk by chunk. Names may contain newlines: an entry begins at a
 * line with the prefix in the right place. The prefix is random, so no name can imitate an entry. The size column of a
 * link is the length of its target, so names may contain " -> ".
 */
export class ListingParser {
  readonly #prefix: Buffer;
  #rest: Buffer = Buffer.alloc(0);
  #head: Head | undefined;
  /** Where the name of the current entry begins, in #rest. */
  #nameAt = 0;
  #at = 0;

  constructor(prefix: string) {
    this.#prefix = Buffer.from(prefix);
  }

  /** @throws Error if an entry is too long */
  write(chunk: Buffer): Entry[] {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const found: Entry[] = [];
    // Lines of earlier chunks are not examined again.
    let line = this.#searched;
    for (let end = bytes.indexOf(newline, line); end >= 0; end = bytes.indexOf(newline, line)) {
      const before = this.#head;
      const nameAt = this.#nameAt;
      if (this.#begins(bytes, line, end)) {
        if (before) found.push(this.#entry(bytes, before, nameAt, line - 1));
      }
      line = end + 1;
    }
    const keep = this.#head ? this.#nameAt : line;
    if (bytes.length - keep > longestRecord) throw new Error("an entry has a name that is too long");
    this.#rest = Buffer.from(bytes.subarray(keep));
    this.#nameAt -= keep;
    this.#searched = line - keep;
    return found;
  }

  #searched = 0;

  /** Must be called after the last chunk. */
  end(): Entry[] {
    const head = this.#head;
    this.#head = undefined;
    return head ? [this.#entry(this.#rest, head, this.#nameAt, this.#searched - 1)] : [];
  }

  #number(bytes: Buffer, end: number): number | undefined {
    const begin = this.#at;
    const negative = bytes[begin] === minus;
    let at = negative ? begin + 1 : begin;
    const digits = at;
    let value = 0;
    for (; at < end; at += 1) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.#at = at;
    return at === digits ? undefined : negative ? -value : value;
  }

  #takes(bytes: Buffer, byte: number): boolean {
    if (bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  #spaces(bytes: Buffer, end: number): void {
    while (this.#at < end && bytes[this.#at] === space) this.#at += 1;
  }

  /** Whether an entry begins with this line; if so, it becomes the current one. */
  #begins(bytes: Buffer, line: number, end: number): boolean {
    const type = typesByLetter[bytes[line] as number];
    if (type === undefined || end - line < 11) return false;
    const mode = modeAt(bytes, line + 1);
    if (mode === undefined) return false;
    this.#at = line + 10;
    if (!this.#takes(bytes, space)) return false;
    // unsquashfs prints ids as signed numbers.
    const uid = this.#number(bytes, end);
    if (uid === undefined || !this.#takes(bytes, slash)) return false;
    const gid = this.#number(bytes, end);
    if (gid === undefined || !this.#takes(bytes, space)) return false;
    this.#spaces(bytes, end);
    const size = this.#number(bytes, end);
    if (size === undefined) return false;
    let device: number | undefined;
    if (this.#takes(bytes, comma)) {
      this.#spaces(bytes, end);
      const low = this.#number(bytes, end);
      if (low === undefined) return false;
      device = size * 256 + low;
    }
    const mtime = this.#time(bytes, end);
    if (mtime === undefined || !this.#prefixed(bytes, end)) return false;
    this.#head = { type, mode, uid: uid >>> 0, gid: gid >>> 0, size: Math.max(0, size), device, mtime };
    this.#nameAt = this.#at;
    return true;
  }

  /** Reads a time such as " 2026-11-25 03:01 ". @returns seconds since the epoch */
  #time(bytes: Buffer, end: number): number | undefined {
    const parts: number[] = [];
    for (const before of [space, minus, minus, space, colon]) {
      if (!this.#takes(bytes, before)) return undefined;
      const part = this.#number(bytes, end);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    if (!this.#takes(bytes, space)) return undefined;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts;
    return Date.UTC(year, month - 1, day, hour, minute) / 1000;
  }

  #prefixed(bytes: Buffer, end: number): boolean {
    const after = this.#at + this.#prefix.length;
    if (after > end || this.#prefix.compare(bytes, this.#at, after) !== 0) return false;
    if (after !== end && bytes[after] !== slash) return false;
    this.#at = after;
    return true;
  }

  #entry(bytes: Buffer, head: Head, begin: number, end: number): Entry {
    const { type, mode, uid, gid, size, device, mtime } = head;
    // After the prefix comes a slash, or nothing for the root.
    const name = bytes.subarray(Math.min(end, begin + 1), end);
    const entry = { type, mode, uid, gid, mtime, size: type === "file" ? size : 0 };
    if (type === "link") {
      const at = targetAt(name, size);
      return {
        ...entry,
        path: nameOf(name.subarray(0, at)),
        target: nameOf(name.subarray(at + arrow.length)),
      };
    }
    const path = nameOf(name);
    return device === undefined ? { path, ...entry } : { path, ...entry, device: numbersOf(device) };
  }
}

/** Where " -> " precedes a target of `size` bytes; if there is none, the last " -> ". */
const targetAt = (name: Buffer, size: number): number => {
  const at = name.length - size - arrow.length;
  if (at >= 0 && arrow.compare(name, at, at + arrow.length) === 0) return at;
  const last = name.lastIndexOf(arrow);
  return last >= 0 ? last : name.length;
};

/** Squashfs stores device numbers as encoded by new_encode_dev() of the kernel; unsquashfs prints them in two halves. */
const numbersOf = (device: number) => ({
  major: Math.floor(device / 256) & 0xfff,
  minor: (device & 0xff) | (Math.floor(device / 4096) & 0xfff00),
});
