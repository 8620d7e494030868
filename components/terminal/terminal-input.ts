import { Readable } from "node:stream";
import { piecesOf } from "./input-pieces.ts";
import { isMouseReport, type MouseEvent, type MouseSource, mouseEvent, together } from "./mouse.ts";
import { Pastes, pasteBegins } from "./pastes.ts";
import { answers, isAnswered } from "./picture-support.ts";

/** Between two keys that came together, what the first one changes is drawn. In milliseconds. */
export const betweenKeys = 10;

/** Pieces that wait to be read; no person has typed more. */
const mostWaiting = 4096;

/** So many milliseconds after Esc, what comes next is no part of the same sequence. */
const splitSequence = 5;
/** A report of the mouse whose Esc was taken for the key, since the rest came late. */
const lateReport = /^\[<\d{1,4};\d{1,5};\d{1,5}[Mm]/;

/**
 * The terminal's keyboard as Ink reads it: the same, without what is no key, and one key at a time. What the mouse does is
 * passed on beside it, in its turn.
 */
export class TerminalInput extends Readable {
  readonly isTTY = true;
  private readonly pastes = new Pastes();
  private rest = "";
  private readonly waiting: (string | MouseEvent)[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** The question that the terminal has not answered yet. */
  private question: { readonly onChunk: (chunk: string) => void; readonly end: () => void } | undefined;
  private escapeTimer: NodeJS.Timeout | undefined;
  private chunks = 0;
  private mouseListener: ((event: MouseEvent) => void) | undefined;
  private last: string | MouseEvent | undefined;

  constructor(private readonly terminal: NodeJS.ReadStream) {
    super();
    terminal.setEncoding("utf8");
    terminal.on("data", this.onChunk);
    terminal.once("end", () => this.push(null));
  }

  /**
   * Answers of the terminal to a question, within so many milliseconds, or until this is closed. What is typed meanwhile is read afterwards.
   * @param ask sends the question
   */
  answersTo(ask: () => void, milliseconds: number): Promise<string> {
    return new Promise((done) => {
      let text = "";
      const end = () => {
        clearTimeout(timer);
        this.question = undefined;
        if (!this.destroyed) this.onChunk(text.replace(answers, ""));
        done(text);
      };
      const timer = setTimeout(end, milliseconds);
      const onChunk = (chunk: string) => {
        text += chunk;
        if (isAnswered(text)) end();
      };
      this.question = { onChunk, end };
      ask();
    });
  }

  /** Passes on what the mouse does. */
  readonly mouse: MouseSource = (listener) => {
    this.mouseListener = listener;
    return () => {
      this.mouseListener = undefined;
    };
  };

  private readonly onChunk = (chunk: string | Buffer): void => {
    if (this.question) {
      this.question.onChunk(String(chunk));
      return;
    }
    clearTimeout(this.escapeTimer);
    this.chunks += 1;
    // A key that comes behind Esc is a key of its own.
    if (this.rest === "\x1b" && !String(chunk).startsWith("[")) this.passRest();
    const late = this.rest === "" && this.last === "\x1b" && this.mouseListener;
    const input = this.rest + (late ? String(chunk).replace(lateReport, "") : chunk);
    this.rest = "";
    // An arrow, or a report of the mouse, that is split there must not act as Esc and as typing.
    const held = input.endsWith("\x1b");
    this.takeText(held ? input.slice(0, -1) : input);
    if (!held) return;
    this.rest += "\x1b";
    const { chunks } = this;
    const pass = () => {
      if (chunks === this.chunks && !this.destroyed) this.passRest();
    };
    // On a busy machine what has come meanwhile is read first.
    this.escapeTimer = setTimeout(() => setImmediate(pass), splitSequence);
  };

  private passRest(): void {
    const { rest } = this;
    this.rest = "";
    this.takeText(rest);
  }

  private takeText(input: string): void {
    for (const part of this.pastes.take(input)) {
      const { pieces, rest } = part.startsWith(pasteBegins) ? { pieces: [part], rest: "" } : piecesOf(part);
      this.rest = rest;
      for (const piece of pieces) this.enqueue(isMouseReport(piece) ? mouseEvent(piece, Date.now()) : piece);
    }
    if (!this.timer) this.next();
  }

  private enqueue(piece: string | MouseEvent | undefined): void {
    if (piece === undefined || this.waiting.length >= mostWaiting) return;
    const before = this.waiting.at(-1);
    const both =
      typeof piece === "object" && typeof before === "object" ? together(before, piece) : undefined;
    if (both) this.waiting[this.waiting.length - 1] = both;
    else this.waiting.push(piece);
  }

  private next(): void {
    const piece = this.waiting.shift();
    this.timer = undefined;
    if (piece === undefined) return;
    this.last = piece;
    if (typeof piece === "string") this.push(piece);
    else this.mouseListener?.(piece);
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
    clearTimeout(this.escapeTimer);
    this.terminal.off("data", this.onChunk);
    this.terminal.pause();
    this.destroy();
    this.question?.end();
  }
}
