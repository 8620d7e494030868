import { Readable } from "node:stream";

/** Control sequences that Ink knows how to read: arrows, Home, End, Shift+Tab, numbered keys, the marks of a paste. */
const known = /^\x1b\[(?:[ABCDFHZ]|1;[2-8][ABCDFH]|(?:[1-9]|1[0-9]|2[0-9]|3[0-4]|200|201)~)$/;
/** Control sequences (ECMA-48 5.4), complete, and one that goes on in the next chunk. */
const sequence = /\x1b\[[0-?]*[ -/]*[@-~]/g;
const unfinished = /\x1b\[[0-?]*[ -/]*$/;
const longestSequence = 64;

/** Between two keys that came together, what the first one changes is drawn. In milliseconds. */
export const betweenKeys = 10;

/** Keys that were pressed faster than they were read come together; more than that is a paste of an old terminal. */
const mostKeysTogether = 4;

/** Text between control sequences: key by key, but whole where a person cannot type so quickly. */
const keysOf = (text: string): string[] => {
  const keys = [...text];
  // Alt and a key are one.
  if (text.includes("\x1b")) return [text];
  const repeated = !/[\r\n]/.test(text) && keys.every((key) => key === keys[0]);
  const typed = keys.length <= mostKeysTogether && !/[\r\n]/.test(text.slice(0, -1));
  return repeated || typed ? keys : [text];
};

/**
 * Keys and pastes in a chunk of input. Control sequences that are no keys are left out: they come with what somebody
 * copied from a terminal, and Ink 6.8 throws for some of them.
 * @returns pieces to be handled one after the other, and the beginning of a sequence that is not complete
 */
export const piecesOf = (input: string): { readonly pieces: readonly string[]; readonly rest: string } => {
  const tail = unfinished.exec(input)?.[0] ?? "";
  const rest = tail.length <= longestSequence ? tail : "";
  const pieces: string[] = [];
  let at = 0;
  const whole = input.slice(0, input.length - tail.length);
  for (const match of whole.matchAll(sequence)) {
    if (match.index > at) pieces.push(...keysOf(whole.slice(at, match.index)));
    if (known.test(match[0])) pieces.push(match[0]);
    at = match.index + match[0].length;
  }
  if (at < whole.length) pieces.push(...keysOf(whole.slice(at)));
  return { pieces, rest };
};

/** The terminal's keyboard as Ink reads it: the same, without what is no key, and one key at a time. */
export class TerminalInput extends Readable {
  readonly isTTY = true;
  private rest = "";
  private readonly waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly terminal: NodeJS.ReadStream) {
    super();
    terminal.setEncoding("utf8");
    terminal.on("data", this.onChunk);
    terminal.once("end", () => this.push(null));
  }

  private readonly onChunk = (chunk: string | Buffer): void => {
    const { pieces, rest } = piecesOf(this.rest + chunk);
    this.rest = rest;
    this.waiting.push(...pieces);
    if (!this.timer) this.next();
  };

  private next(): void {
    const piece = this.waiting.shift();
    this.timer = undefined;
    if (piece === undefined) return;
    this.push(piece);
    this.timer = setTimeout(() => this.next(), betweenKeys);
  }

  override _read(): void {}

  setRawMode(mode: boolean): this {
    this.terminal.setRawMode(mode);
    return this;
  }

  ref(): this {
    this.terminal.ref();
    return this;
  }

  unref(): this {
    this.terminal.unref();
    return this;
  }

  /** Another program reads the keyboard until `takeBack`. */
  lend(): void {
    this.terminal.off("data", this.onChunk);
    this.terminal.pause();
    this.terminal.setRawMode(false);
  }

  takeBack(): void {
    this.terminal.setRawMode(true);
    this.terminal.on("data", this.onChunk);
    this.terminal.resume();
  }

  /** Leaves the terminal to the next program. */
  close(): void {
    clearTimeout(this.timer);
    this.terminal.off("data", this.onChunk);
    this.terminal.pause();
    this.destroy();
  }
}
