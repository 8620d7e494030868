import { harmless } from "../../src/system/text.ts";

/** Rows of the screen that a client on a serial line believes in; what scrolls off it cannot be reached any more. */
const screenRows = 24;
const keptLines = 2000;
/** Columns, and how far a single command may move: a client must not be able to fill our memory with one line. */
const longestLine = 1000;
const longestSequence = 64;

type State = "text" | "escape" | "charset" | "sequence" | "string" | "string-escape";

const isPrintable = (char: string): boolean =>
  (char >= " " && char <= "~") || (char > "~" && !/^[\ud800-\udfff]$/.test(char) && harmless(char) !== "");

/**
 * What a serial console shows, as lines, from its output in chunks that may break anywhere. It understands what
 * boot messages, shells and line editors send: the cursor moves and erases within one screen of 24 rows. Colours are
 * left out, and lines are not wrapped.
 */
export class ConsoleLines {
  private readonly history: string[] = [];
  private screen: string[][] = [[]];
  private row = 0;
  private column = 0;
  private saved = { row: 0, column: 0 };
  private state: State = "text";
  private sequence = "";
  /** The first half of a character that a chunk ended with. */
  private half = "";

  /** All lines that are kept; the last may still grow. None holds a control character. */
  lines(): string[] {
    const below = Array<string>(this.rows() - this.screen.length).fill("");
    return [...this.history, ...this.screen.map((cells) => cells.join("")), ...below].slice(-keptLines);
  }

  /** Where the next character goes; `above` counts from the last line upwards. */
  cursor(): { readonly above: number; readonly column: number } {
    return { above: this.rows() - 1 - this.row, column: this.column };
  }

  private rows(): number {
    return Math.max(this.screen.length, this.row + 1);
  }

  /** The row of the cursor, to write on. */
  private cells(): string[] {
    while (this.screen.length <= this.row) this.screen.push([]);
    return this.screen[this.row] ?? [];
  }

  write(chunk: string): void {
    const text = this.half + chunk;
    this.half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
    for (const char of this.half === "" ? text : text.slice(0, -1)) this.take(char);
  }

  private take(char: string): void {
    if (char === "\x1b") {
      this.state = this.state === "string" ? "string-escape" : "escape";
    } else if (this.state === "string" || this.state === "string-escape") {
      // One that never ends must not swallow all that follows.
      if (this.state === "string-escape" || /[\x07\n\x18\x1a]/.test(char)) this.state = "text";
    } else if (char < " ") {
      // Inside a sequence too: what is broken off ends there.
      this.state = "text";
      this.control(char);
    } else if (this.state === "escape") {
      this.escape(char);
    } else if (this.state === "charset") {
      this.state = "text";
    } else if (this.state === "sequence") {
      if (char >= "@" && char <= "~") {
        this.state = "text";
        this.command(char);
      } else if (this.sequence.length >= longestSequence) this.state = "text";
      else this.sequence += char;
    } else if (isPrintable(char)) {
      this.put([char]);
      this.column = Math.min(this.column + 1, longestLine);
    }
  }

  private control(char: string): void {
    if (char === "\n" || char === "\v" || char === "\f") this.lineFeed();
    if (char === "\r") this.column = 0;
    if (char === "\b") this.column = Math.max(0, this.column - 1);
    if (char === "\t") this.column = Math.min(8 * Math.floor(this.column / 8 + 1), longestLine);
  }

  private escape(char: string): void {
    this.state = "text";
    this.sequence = "";
    if (char === "[") this.state = "sequence";
    if ("]P^_X".includes(char)) this.state = "string";
    if ("()*+#% ".includes(char)) this.state = "charset";
    if (char === "7") this.saved = { row: this.row, column: this.column };
    if (char === "8") this.move(this.saved.row, this.saved.column);
    if (char === "D" || char === "E") this.lineFeed();
    if (char === "E") this.column = 0;
    // systemd goes back like this to a line that it counts seconds on.
    if (char === "M") this.move(this.row - 1, this.column);
    if (char === "c") {
      this.clear();
      this.move(0, 0);
    }
  }

  private command(final: string): void {
    const [first = 0, second = 0] = this.sequence.split(";").map((part) => Number(part) || 0);
    const count = Math.min(Math.max(1, first), longestLine);
    const blanks = Array<string>(count).fill(" ");
    const cells = this.screen[this.row] ?? [];
    if (final === "A") this.move(this.row - count, this.column);
    if (final === "B") this.move(this.row + count, this.column);
    // Far outside is no place: that is how a client asks a terminal for its size.
    if (final === "C" && first <= longestLine) this.move(this.row, this.column + count);
    if (final === "D") this.move(this.row, this.column - count);
    if (final === "G") this.move(this.row, count - 1);
    if ((final === "H" || final === "f") && first <= screenRows && second <= longestLine)
      this.move(Math.max(1, first) - 1, Math.max(1, second) - 1);
    if (final === "P") cells.splice(this.column, count);
    if (final === "X") this.put(blanks);
    if (final === "@" && this.column < cells.length) {
      cells.splice(this.column, 0, ...blanks);
      cells.length = Math.min(cells.length, longestLine);
    }
    if (final === "K" && first === 0) cells.length = Math.min(cells.length, this.column);
    if (final === "K" && first === 1) cells.fill(" ", 0, this.column + 1);
    if (final === "K" && first === 2) cells.length = 0;
    if (final === "J" && (first >= 2 || (first === 0 && this.row === 0 && this.column === 0))) this.clear();
    else if (final === "J" && first === 0) {
      cells.length = Math.min(cells.length, this.column);
      this.screen.length = Math.min(this.screen.length, this.row + 1);
    }
  }

  /** Overwrites from the cursor on. */
  private put(chars: readonly string[]): void {
    const cells = this.cells();
    while (cells.length < this.column) cells.push(" ");
    for (const [index, char] of chars.entries()) {
      if (this.column + index < longestLine) cells[this.column + index] = char;
    }
  }

  private move(row: number, column: number): void {
    this.row = Math.min(Math.max(0, row), screenRows - 1);
    this.column = Math.min(Math.max(0, column), longestLine);
  }

  private lineFeed(): void {
    // The last row stays the last when the screen scrolls.
    if (this.row === screenRows - 1) this.remember(this.screen.splice(0, 1));
    this.move(this.row + 1, this.column);
  }

  private remember(rows: readonly (readonly string[])[]): void {
    this.history.push(...rows.map((cells) => cells.join("")));
    // Not at every line: it takes as long as there are lines.
    if (this.history.length > 2 * keptLines) this.history.splice(0, this.history.length - keptLines);
  }

  /** Begins a new screen below what there is, which stays to be read. */
  private clear(): void {
    const last = this.screen.findLastIndex((cells) => cells.length > 0);
    this.remember(this.screen.slice(0, last + 1));
    this.screen = [];
  }
}
