import { Writable } from "node:stream";
import { textWidth } from "../../src/system/text-width.ts";
import { segmentsOf } from "./compose.ts";
import type { OverlayStore, Segment } from "./overlay.ts";
import type { PicturePainter } from "./picture-painter.ts";

/** What Ink writes in front of a frame and behind it: erased lines, the cursor, synchronized output. */
const controls = /\x1b\[[0-9;?]*[A-HJKhl]/g;
const beginSynchronized = "\x1b[?2026h";
const endSynchronized = "\x1b[?2026l";
/** A line as wide as the terminal must not wrap. */
const wrapOff = "\x1b[?7l";
const wrapOn = "\x1b[?7h";
/** In milliseconds. */
const betweenResizes = 60;
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
  private resized = false;
  private resizing: NodeJS.Timeout | undefined;
  private full = false;
  /** Something was to be painted meanwhile. */
  private missed = false;
  private painter: PicturePainter | undefined;

  constructor(
    private readonly terminal: NodeJS.WriteStream,
    private readonly overlays: OverlayStore,
    /** Where a line is cut. */
    private readonly more = "…",
  ) {
    super({ decodeStrings: false });
    // Each part of a screen that follows its size listens.
    this.setMaxListeners(0);
    terminal.on("resize", this.onResize);
    overlays.onChange(() => this.schedule());
  }

  /** A serial line tells no size: it is as large as screens are laid out for (useLayout). */
  get columns(): number {
    return this.terminal.columns || 80;
  }

  get rows(): number {
    return this.terminal.rows || 24;
  }

  /** At once, and then no more often than frames can be drawn: a border that is dragged says so at each cell. */
  private readonly onResize = (): void => {
    this.resized = true;
    if (this.resizing) return;
    const follow = () => {
      this.resizing = undefined;
      if (!this.resized) return;
      this.resized = false;
      this.shape = "";
      this.emit("resize");
      this.schedule();
      this.resizing = setTimeout(follow, betweenResizes);
    };
    follow();
  };

  override _write(chunk: string | Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const drawn = chunk.toString().replaceAll(controls, "");
    // Ink cuts long lines with this sign in every locale.
    const text = drawn.replaceAll("…", this.more);
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
    if (this.lent || this.destroyed) return;
    if (this.full) {
      this.missed = true;
      return;
    }
    const segments = segmentsOf(this.frame, this.columns, this.overlays.overlay).filter(
      ({ row }) => row < this.rows,
    );
    // Where other places are taken than before, what lay between them has to go.
    const shape = segments.map(({ row, column, width }) => `${row} ${column} ${width}`).join(",");
    const fresh = shape !== this.shape;
    if (fresh) this.painted.clear();
    this.shape = shape;
    const changed = segments.filter(({ row, column, text }) => this.painted.get(`${row} ${column}`) !== text);
    const picture = this.painter?.paint(segments, changed, fresh) ?? "";
    if (changed.length === 0 && picture === "") return;
    for (const { row, column, text } of changed) this.painted.set(`${row} ${column}`, text);
    const body = changed.map(placed).join("");
    this.full = true;
    this.terminal.write(
      `${beginSynchronized}${wrapOff}${fresh && !this.blank ? clear : ""}${body}${picture}${wrapOn}${endSynchronized}`,
      () => {
        this.full = false;
        if (!this.missed) return;
        this.missed = false;
        this.schedule();
      },
    );
    this.blank = false;
    // A terminal that has taken it all can have the next frame at once.
    if (this.terminal.writableLength === 0) this.full = false;
  }

  /** Asks the terminal to take a text into its clipboard (OSC 52 of xterm). */
  copy(text: string): void {
    if (!this.lent) this.terminal.write(`\x1b]52;c;${Buffer.from(text).toString("base64")}\x07`);
  }

  /** Asks the terminal something; its answer comes as input. */
  ask(question: string): void {
    if (!this.lent) this.terminal.write(question);
  }

  /** From now on the terminal shows pictures by itself. */
  showPictures(painter: PicturePainter): void {
    this.painter = painter;
    this.shape = "";
    this.schedule();
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
    clearTimeout(this.resizing);
    this.terminal.off("resize", this.onResize);
    this.overlays.onChange(undefined);
    if (this.painter) this.terminal.write(this.painter.end());
    this.lent = true;
  }
}

/** A segment at its place, filled to its width, so that nothing of the longer text before it stays. */
const placed = ({ row, column, width, text }: Segment): string =>
  `\x1b[${row + 1};${column + 1}H${text}\x1b[0m${" ".repeat(Math.max(0, width - textWidth(text)))}`;
