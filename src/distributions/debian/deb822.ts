import { sanitize } from "../../system/text.ts";

/** What is read from a file of stanzas. A stanza that exceeds a limit of bytes or lines is ignored. */
export interface StanzaOptions<Field extends string> {
  /** The fields to read. All others are ignored. */
  readonly fields: readonly Field[];
  /** The fields that may be folded over several lines. Of the others only the first line is read. */
  readonly folded: readonly Field[];
  readonly linesOfStanza: number;
  /** Limit of a line, and of a whole folded field. */
  readonly lineBytes: number;
  /** How many bytes of a field are kept that is not folded. */
  readonly keptBytes: (field: Field) => number;
}

const newline = 0x0a;
const space = 0x20;

const isPlain = (bytes: Buffer, begin: number, end: number): boolean => {
  for (let at = begin; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
};

/**
 * Reads stanzas of fields (deb822(5)), such as the index of a Debian archive or dpkg's status. It takes chunks, and calls back
 * for each valid stanza. A stanza that has a field twice or begins with a folded line is ignored. Values are safe to print,
 * except those of folded fields.
 */
export class StanzaParser<Field extends string> {
  /** Set to true to stop: all further input is ignored. */
  stopped = false;
  private rest: Buffer = Buffer.alloc(0);
  private stanza = new Map<Field, string>();
  private current: Field | undefined;
  private lines = 0;
  private sound = true;
  /** In a line that is too long. It is ignored up to its end. */
  private passing = false;
  private readonly folded: ReadonlySet<Field>;
  /** The fields by their first byte, so that most lines are skipped after one comparison. */
  private readonly byFirstByte: { name: Field; bytes: Buffer }[][] = Array.from({ length: 256 }, () => []);

  constructor(
    private readonly options: StanzaOptions<Field>,
    private readonly onStanza: (stanza: ReadonlyMap<Field, string>) => void,
  ) {
    this.folded = new Set(options.folded);
    for (const name of options.fields) {
      const bytes = Buffer.from(`${name}:`);
      this.byFirstByte[bytes[0] as number]?.push({ name, bytes });
    }
  }

  write(chunk: Buffer): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let begin = 0;
    for (let end = bytes.indexOf(newline); end >= 0 && !this.stopped; end = bytes.indexOf(newline, begin)) {
      if (this.passing) this.passing = false;
      else this.line(bytes, begin, end);
      begin = end + 1;
    }
    const left = bytes.length - begin;
    if (left > this.options.lineBytes || this.stopped) {
      this.passing = true;
      this.sound = false;
    }
    this.rest = this.passing ? Buffer.alloc(0) : Buffer.from(bytes.subarray(begin));
  }

  /** Must be called after the last chunk: the last stanza may lack the empty line, and the last line its newline. */
  end(): void {
    if (this.rest.length > 0) this.write(Buffer.from("\n"));
    this.endStanza();
  }

  private line(bytes: Buffer, begin: number, lineEnd: number): void {
    const end = lineEnd > begin && bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    if (end === begin) {
      this.endStanza();
      return;
    }
    this.lines += 1;
    if (end - begin > this.options.lineBytes || this.lines > this.options.linesOfStanza) this.sound = false;
    if (!this.sound) return;
    const first = bytes[begin] as number;
    if (first === space || first === 0x09) {
      this.continued(bytes, begin, end);
      return;
    }
    this.current = this.fieldAt(bytes, begin, end);
    if (this.current === undefined) return;
    if (this.stanza.has(this.current)) this.sound = false;
    this.stanza.set(this.current, this.value(this.current, bytes, begin + this.current.length + 1, end));
  }

  /** The field of a line, if it is one of the fields to read. */
  private fieldAt(line: Buffer, begin: number, end: number): Field | undefined {
    for (const { name, bytes } of this.byFirstByte[line[begin] as number] ?? []) {
      if (bytes.length > end - begin) continue;
      let at = 0;
      while (at < bytes.length && bytes[at] === line[begin + at]) at += 1;
      if (at === bytes.length) return name;
    }
    return undefined;
  }

  private continued(bytes: Buffer, begin: number, end: number): void {
    if (this.lines === 1) this.sound = false;
    if (!this.current || !this.folded.has(this.current)) return;
    const value = `${this.stanza.get(this.current)} ${bytes.toString("latin1", begin, end)}`;
    if (value.length > this.options.lineBytes) this.sound = false;
    else this.stanza.set(this.current, value);
  }

  private value(field: Field, bytes: Buffer, begin: number, end: number): string {
    let from = begin;
    while (from < end && bytes[from] === space) from += 1;
    if (this.folded.has(field)) return bytes.toString("latin1", from, end);
    let to = Math.min(end, from + this.options.keptBytes(field));
    // Not in the middle of a UTF-8 character.
    while (to > from && to < end && ((bytes[to] as number) & 0xc0) === 0x80) to -= 1;
    if (isPlain(bytes, from, to)) return bytes.toString("latin1", from, to).trimEnd();
    return sanitize(bytes.toString("utf8", from, to)).trimEnd();
  }

  private endStanza(): void {
    if (this.sound && !this.stopped && this.stanza.size > 0) this.onStanza(this.stanza);
    this.stanza.clear();
    this.current = undefined;
    this.lines = 0;
    this.sound = true;
  }
}

/** A size, a decimal number. 0 if the field is missing, undefined if it is invalid. */
export const sizeField = (text: string | undefined): number | undefined => {
  if (text === undefined) return 0;
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
};
