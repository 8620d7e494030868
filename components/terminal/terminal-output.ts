import { Writable } from "node:stream";
import { textWidth } from "../../src/system/text-width.ts";
import { segmentsOf } from "./compose.ts";
import type { OverlayStore, Segment } from "./overlay.ts";

/** What Ink writes in front of a frame and behind it: erased lines, the cursor, synchronized output. */
const controls = /\x1b\[[0-9;?]*[A-HJKhl]/g;
const beginSynchronized = "\x1b[?2026h";
const endSynchronized = "\x1b[?2026l";
/** A line as wide as the terminal must not wrap. */
const wrapOff = "\x1b[?7l";
const wrapOn = "\x1b[?7h";
const clear = "\x1b[0m\x1b[2J";

/**
 * The terminal's screen as Ink writes to it. Of each frame only what differs from the screen is written. Where the terminal
 * takes no more, frames are skipped, and the newest one is written when it does. While the screen is lent to another program
 * nothing is written.
 */
export class TerminalOutput extends Writable {
  readonly isTTY = true;
  private lent = false;
  private frame = "";
  /** What is on the screen: text by row and column. */
  private painted = new Map<string, string>();
  /** Places that are taken; without any, nothing of the screen is known. */
  private shape = "";
  /** Nothing is on the screen: the alternate screen is cleared when it is entered. */
  private blank = true;
  private scheduled = false;
  private full = false;

  constructor(
    private readonly terminal: NodeJS.WriteStream,
    private readonly overlays: OverlayStore,
  ) {
    super({ decodeStrings: false });
    terminal.on("resize", this.onResize);
    overlays.onChange(() => this.schedule());
  }

  get columns(): number {
    return this.terminal.columns;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  private readonly onResize = (): void => {
    this.shape = "";
    this.emit("resize");
    this.schedule();
  };

  override _write(chunk: string | Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const text = chunk.toString().replaceAll(controls, "");
    // A whole frame comes in one piece, with a line end behind it; before and behind it there are only control sequences.
    if (text.includes("\n")) {
      this.frame = text.replace(/\n$/, "");
      this.schedule();
    }
    done();
  }

  /** After the commit that Ink drew, whose overlays are set by then. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.paint();
    });
  }

  private paint(): void {
    if (this.lent || this.full || this.destroyed) return;
    const segments = segmentsOf(this.frame, this.columns, this.overlays.overlay).filter(
      ({ row }) => row < this.rows,
    );
    // Where other places are taken than before, what lay between them has to go.
    const shape = segments.map(({ row, column, width }) => `${row} ${column} ${width}`).join(",");
    const fresh = shape !== this.shape;
    if (fresh) this.painted.clear();
    this.shape = shape;
    const changed = segments.filter(({ row, column, text }) => this.painted.get(`${row} ${column}`) !== text);
    if (changed.length === 0) return;
    for (const { row, column, text } of changed) this.painted.set(`${row} ${column}`, text);
    const body = changed.map(placed).join("");
    const written = this.terminal.write(
      `${beginSynchronized}${wrapOff}${fresh && !this.blank ? clear : ""}${body}${wrapOn}${endSynchronized}`,
    );
    this.blank = false;
    if (written) return;
    this.full = true;
    this.terminal.once("drain", () => {
      this.full = false;
      this.schedule();
    });
  }

  lend(): void {
    this.lent = true;
  }

  /** Writes the newest frame; nothing of the screen is taken for known. */
  takeBack(): void {
    this.lent = false;
    this.blank = true;
    this.shape = "";
    this.schedule();
  }

  close(): void {
    this.terminal.off("resize", this.onResize);
    this.overlays.onChange(undefined);
    this.lent = true;
  }
}

/** A segment at its place, filled to its width, so that nothing of the longer text before it stays. */
const placed = ({ row, column, width, text }: Segment): string =>
  `\x1b[${row + 1};${column + 1}H${text}\x1b[0m${" ".repeat(Math.max(0, width - textWidth(text)))}`;
