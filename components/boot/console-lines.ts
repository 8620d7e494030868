import type { IBuffer, Terminal } from "@xterm/headless";
import { ConsoleFilter, longestLine, screenRows } from "./console-filter.ts";

const keptLines = 2000;
/** What is parsed at once: so many characters, or fewer where they have as many sequences that move many lines each. */
const pieceLength = 2 * 1024;
const mostSlow = 40;
const slow = /\x1b\[[ -?]*[JLMST]/g;
/** In characters. Of a console that prints faster than it is parsed, the oldest part is left out. */
const mostWaiting = 4 * 1024 * 1024;

/**
 * What a serial console shows, as lines, from its output in chunks that may break anywhere. A terminal emulator without
 * a screen keeps them; it is loaded with the first console. Lines are not wrapped, colours are left out.
 */
export class ConsoleLines {
  private terminal: Terminal | undefined;
  private readonly filter = new ConsoleFilter();
  private waiting = "";
  private parsing: Promise<void> | undefined;
  private closed = false;

  /** @param onChange called whenever something has been parsed */
  constructor(private readonly onChange: () => void = () => {}) {}

  write(chunk: string): void {
    this.waiting = (this.waiting + chunk).slice(-mostWaiting);
    this.parsing ??= this.parse();
  }

  /** Resolves when all that was written is in the lines. */
  async settled(): Promise<void> {
    await this.parsing;
  }

  private async parse(): Promise<void> {
    this.terminal ??= await newTerminal();
    while (this.waiting !== "" && !this.closed) {
      const piece = this.waiting.slice(0, pieceLength);
      const last = [...piece.matchAll(slow)][mostSlow - 1];
      const length = last ? last.index + last[0].length : piece.length;
      this.waiting = this.waiting.slice(length);
      // Keys are read in between.
      await new Promise<void>((parsed) =>
        this.terminal?.write(this.filter.pass(piece.slice(0, length)), parsed),
      );
      this.onChange();
    }
    this.parsing = undefined;
  }

  /** The last lines, as many as are asked for; the last one may still grow. None holds a control character. */
  lines(most = keptLines): string[] {
    const end = this.lastRow() + 1;
    const start = Math.max(0, end - most);
    return Array.from({ length: end - start }, (_, index) => this.line(start + index));
  }

  /** Where the next character goes: lines above the last one, characters from the left. */
  cursor(): { readonly above: number; readonly column: number } {
    return { above: this.lastRow() - this.cursorRow, column: [...this.beforeCursor()].length };
  }

  private get buffer(): IBuffer | undefined {
    return this.terminal?.buffer.active;
  }

  private get cursorRow(): number {
    return this.buffer ? this.buffer.baseY + this.buffer.cursorY : 0;
  }

  private beforeCursor(): string {
    return this.buffer?.getLine(this.cursorRow)?.translateToString(false, 0, this.buffer.cursorX) ?? "";
  }

  private line(row: number): string {
    const line = this.buffer?.getLine(row);
    const text =
      row === this.cursorRow
        ? // Up to the cursor, blanks belong to the line.
          this.beforeCursor() + (line?.translateToString(true, this.buffer?.cursorX) ?? "")
        : (line?.translateToString(true) ?? "");
    return text.slice(0, longestLine);
  }

  /** The last row that has something on it: text or the cursor. */
  private lastRow(): number {
    let row = (this.buffer?.length ?? 1) - 1;
    while (row > this.cursorRow && this.line(row) === "") row -= 1;
    return row;
  }

  close(): void {
    this.closed = true;
    this.terminal?.dispose();
  }
}

const newTerminal = async (): Promise<Terminal> => {
  const { default: xterm } = await import("@xterm/headless");
  const terminal = new xterm.Terminal({
    // The cursor stands behind a line that is full.
    cols: longestLine + 1,
    rows: screenRows,
    scrollback: keptLines - screenRows,
    // What is on a screen that is cleared stays to be read.
    scrollOnEraseInDisplay: true,
    allowProposedApi: true,
    logLevel: "off",
  });
  // Long lines are cut, not wrapped (DECAWM).
  terminal.write("\x1b[?7l");
  return terminal;
};
