import { type Entry, typeOfLetter } from "../entry.ts";
import { nameOf } from "../names.ts";

/** Longest accepted entry in bytes. A path of 5,000 nested directories is well below it. */
const longestRecord = 4 * 1024 * 1024;

const newline = 0x0a;
const arrow = Buffer.from(" -> ");

/** The groups are the values before the name in the first line of an entry. A device has two numbers as its size. */
const headPattern = (prefix: string): RegExp => {
  const mode = "((?:[r-][w-][xsS-]){2}[r-][w-][xtT-])";
  const time = "(\\d+)-(\\d+)-(\\d+) (\\d+):(\\d+)";
  return new RegExp(
    `(?<![^\\n])([-dlcbps])${mode} (-?\\d+)/(-?\\d+) +(-?\\d+)(?:, *(\\d+))? ${time} ${prefix}(?:/|(?=\\n))`,
    "g",
  );
};

/** Permission bits of a text such as "rwxr-sr-T". s and t: the special bit and x; S and T: the special bit alone. */
const modeOf = (text: string): number => {
  let mode = 0;
  for (let index = 0; index < 9; index += 1) {
    const letter = text[index] as string;
    if ("rwxst".includes(letter)) mode |= 0o400 >> index;
    if ("stST".includes(letter)) mode |= 0o4000 >> Math.floor(index / 3);
  }
  return mode;
};

/** Squashfs stores device numbers as encoded by new_encode_dev() of the kernel; unsquashfs prints them in two halves. */
const deviceOf = (high: number, low: number) => ({
  major: high & 0xfff,
  minor: (low & 0xff) | (Math.floor(high / 16) & 0xfff00),
});

/** Where " -> " precedes a target of `size` bytes; if there is none, the last " -> ". */
const targetAt = (name: Buffer, size: number): number => {
  const at = name.length - size - arrow.length;
  if (at >= 0 && arrow.compare(name, at, at + arrow.length) === 0) return at;
  const last = name.lastIndexOf(arrow);
  return last >= 0 ? last : name.length;
};

const entryOf = (head: RegExpExecArray, name: Buffer): Entry => {
  const [, letter = "", mode = "", uid, gid, column, low, year, month, day, hour, minute] = head;
  const type = typeOfLetter(letter) ?? "file";
  const size = Math.max(0, Number(column));
  const at = type === "link" ? targetAt(name, size) : name.length;
  return {
    path: nameOf(name.subarray(0, at)),
    type,
    mode: modeOf(mode),
    // unsquashfs prints ids as signed numbers.
    uid: Number(uid) >>> 0,
    gid: Number(gid) >>> 0,
    mtime: Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / 1000,
    size: type === "file" ? size : 0,
    ...(type === "link" ? { target: nameOf(name.subarray(at + arrow.length)) } : {}),
    ...(low === undefined ? {} : { device: deviceOf(size, Number(low)) }),
  };
};

/**
 * Reads the output of `unsquashfs -lln -UTC -d PREFIX`, chunk by chunk. Names may contain newlines: an entry begins at a
 * line with the prefix in the right place. The prefix is random, so no name can imitate an entry. The size column of a
 * link is the length of its target, so names may contain " -> ".
 */
export class ListingParser {
  readonly #begins: RegExp;
  #head: RegExpExecArray | undefined;
  /** The name of the current entry as far as it has arrived, or the beginning of a line. */
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of #rest that are whole lines: they begin no entry. */
  #searched = 0;

  constructor(prefix: string) {
    this.#begins = headPattern(prefix);
  }

  /** @throws Error if an entry is too long */
  write(chunk: Buffer): Entry[] {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const found: Entry[] = [];
    const end = bytes.lastIndexOf(newline) + 1;
    let nameAt = 0;
    // One character for each byte.
    for (const head of bytes.toString("latin1", this.#searched, end).matchAll(this.#begins)) {
      const line = this.#searched + head.index;
      if (this.#head) found.push(entryOf(this.#head, bytes.subarray(nameAt, line - 1)));
      this.#head = head;
      nameAt = line + head[0].length;
    }
    const keep = this.#head ? nameAt : end;
    if (bytes.length - keep > longestRecord) throw new Error("an entry has a name that is too long");
    this.#rest = Buffer.from(bytes.subarray(keep));
    this.#searched = end - keep;
    return found;
  }

  /** Must be called after the last chunk. */
  end(): Entry[] {
    return this.#head ? [entryOf(this.#head, this.#rest.subarray(0, this.#searched - 1))] : [];
  }
}
