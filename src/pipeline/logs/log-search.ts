import { sanitize } from "../../system/text.ts";
import { chunkBytes, type LogFile } from "./log-file.ts";

/** How many matches are kept. Nobody steps through more. */
const mostMatches = 1_000_000;
const newline = 10;

/**
 * Searches a log for a text, chunk by chunk, ignoring case, and continues when the log grows. In a line of more than 256 KiB
 * a match that lies in two chunks is not found.
 */
export class LogSearch {
  private readonly found: number[] = [];
  private readonly wanted: string;
  private readonly buffer = Buffer.allocUnsafe(chunkBytes);
  private offset = 0;
  private line = 0;
  /** Whether the last line, which is still incomplete, matches. */
  private unfinished = false;

  constructor(
    private readonly file: LogFile,
    readonly query: string,
  ) {
    this.wanted = query.toLowerCase();
  }

  get count(): number {
    return this.found.length + (this.unfinished ? 1 : 0);
  }

  /** True if there are more matches than are kept. */
  get full(): boolean {
    return this.found.length >= mostMatches;
  }

  private at(index: number): number | undefined {
    return this.found[index] ?? (this.unfinished && index === this.found.length ? this.line : undefined);
  }

  /** How many matches are before a line. */
  before(line: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at(middle) ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The line of a match. The index wraps around at both ends. Undefined if nothing matches. */
  lineOf(index: number): number | undefined {
    return this.count === 0 ? undefined : this.at((index + this.count) % this.count);
  }

  matches(line: number): boolean {
    return this.at(this.before(line)) === line;
  }

  private add(line: number): void {
    if (!this.full && this.found.at(-1) !== line) this.found.push(line);
  }

  private isIn(text: string): boolean {
    return sanitize(text).toLowerCase().includes(this.wanted);
  }

  /** Searches the next part of the log; false if there is none. */
  async step(): Promise<boolean> {
    const chunk = await this.file.read(this.buffer, this.offset);
    const end = chunk.lastIndexOf(newline) + 1;
    if (end === 0) {
      // A part of one line: it fills the whole buffer, or it is the last line so far.
      const matches = chunk.length > 0 && this.isIn(chunk.toString("utf8"));
      if (chunk.length < chunkBytes) {
        this.unfinished = matches && this.found.at(-1) !== this.line;
        return false;
      }
      if (matches) this.add(this.line);
      this.offset += chunk.length;
      return true;
    }
    this.unfinished = false;
    const text = chunk.toString("utf8", 0, end);
    const plain = !/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(text);
    if (plain && !text.toLowerCase().includes(this.wanted)) {
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) this.line += 1;
    } else {
      for (const line of text.slice(0, -1).split("\n")) {
        if (this.isIn(line)) this.add(this.line);
        this.line += 1;
      }
    }
    this.offset += end;
    return true;
  }
}
