import { type FileHandle, open } from "node:fs/promises";
import { fillFrom } from "../../system/files.ts";

const newline = 10;
/** Read at once. Small enough that its processing does not delay the keyboard. */
export const chunkBytes = 256 * 1024;
/** Only this much of a line is shown; no terminal is wider. */
const shownBytes = 8 * 1024;
/** A place in the file is remembered at least this often, in lines and in bytes. */
const markEvery = { lines: 1024, bytes: 256 * 1024 };

/** Where a line begins. */
interface Mark {
  readonly line: number;
  readonly offset: number;
}

/**
 * A log on disk, of any size, that may still grow. Only the positions of some lines are kept in memory; lines are read when
 * they are needed. The file stays open, since it may be moved or removed, as a failing build does.
 */
export class LogFile {
  private marks: Mark[] = [{ line: 0, offset: 0 }];
  /** How many bytes were scanned, and the size of the file at that time. */
  private scanned = 0;
  private size = 0;
  /** How many lines are complete, and where the next line begins. */
  private complete = 0;
  private lineStart = 0;
  private readonly buffer = Buffer.allocUnsafe(chunkBytes);

  private constructor(private readonly handle: FileHandle) {}

  /** @throws the error of open(2), such as ENOENT */
  static async open(path: string): Promise<LogFile> {
    return new LogFile(await open(path, "r"));
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** How many lines are known so far. The last one may be incomplete. */
  get lineCount(): number {
    return this.complete + (this.scanned > this.lineStart ? 1 : 0);
  }

  /** The part of the file that was scanned, from 0 to 1. */
  get fraction(): number {
    return this.size === 0 ? 1 : Math.min(1, this.scanned / this.size);
  }

  /** Fills a buffer, except at the end of the file. */
  read(buffer: Buffer, offset: number): Promise<Buffer> {
    return fillFrom(this.handle, offset, buffer);
  }

  /** Scans the next part of the file; false if there is none. Must not be called again before it has ended. */
  async scan(): Promise<boolean> {
    ({ size: this.size } = await this.handle.stat());
    if (this.size < this.scanned) {
      // The file was truncated.
      this.marks = [{ line: 0, offset: 0 }];
      [this.scanned, this.complete, this.lineStart] = [0, 0, 0];
    }
    const chunk = await this.read(this.buffer, this.scanned);
    let last = this.marks.at(-1) as Mark;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) {
      this.complete += 1;
      this.lineStart = this.scanned + at + 1;
      if (this.complete - last.line >= markEvery.lines || this.lineStart - last.offset >= markEvery.bytes) {
        last = { line: this.complete, offset: this.lineStart };
        this.marks.push(last);
      }
    }
    this.scanned += chunk.length;
    return chunk.length > 0;
  }

  private markBefore(line: number): Mark {
    let low = 0;
    let high = this.marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.marks[middle] as Mark).line <= line) low = middle;
      else high = middle - 1;
    }
    return this.marks[low] as Mark;
  }

  /** Some lines of the file. Long lines are cut; there are fewer lines if the file ends. */
  async lines(first: number, count: number): Promise<string[]> {
    let { line, offset } = this.markBefore(first);
    const buffer = Buffer.allocUnsafe(64 * 1024);
    const found: string[] = [];
    let begun: { parts: Buffer[]; bytes: number } | undefined;
    const finish = () => {
      // Drops a character that was cut at the end.
      found.push(new TextDecoder().decode(Buffer.concat(begun?.parts ?? []), { stream: true }));
      begun = undefined;
    };
    while (found.length < count) {
      const chunk = await this.read(buffer, offset);
      if (chunk.length === 0) break;
      offset += chunk.length;
      for (let from = 0; from < chunk.length && found.length < count; ) {
        const at = chunk.indexOf(newline, from);
        const end = at === -1 ? chunk.length : at;
        if (line >= first) {
          begun ??= { parts: [], bytes: 0 };
          // A copy, since the buffer is used again.
          const part = Buffer.from(chunk.subarray(from, Math.min(end, from + shownBytes - begun.bytes)));
          begun.parts.push(part);
          begun.bytes += part.length;
          if (at !== -1) finish();
        }
        if (at !== -1) line += 1;
        from = end + 1;
      }
    }
    if (begun) finish();
    return found;
  }
}
