import { Writable } from "node:stream";

/** The terminal's screen as Ink writes to it. While it is lent to another program, frames are kept, not written. */
export class TerminalOutput extends Writable {
  readonly isTTY = true;
  private lent = false;
  private frame = "";

  constructor(private readonly terminal: NodeJS.WriteStream) {
    super({ decodeStrings: false });
    terminal.on("resize", this.onResize);
  }

  get columns(): number {
    return this.terminal.columns;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  private readonly onResize = (): void => {
    this.emit("resize");
  };

  override _write(chunk: string | Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const text = chunk.toString();
    // A whole frame comes in one piece, before and behind it there are only control sequences.
    if (text.includes("\n")) this.frame = text;
    if (this.lent) done();
    else this.terminal.write(text, done);
  }

  lend(): void {
    this.lent = true;
  }

  /** Writes the newest frame, which begins by erasing what may be there. */
  takeBack(): void {
    this.lent = false;
    this.terminal.write(this.frame);
  }

  close(): void {
    this.terminal.off("resize", this.onResize);
  }
}
