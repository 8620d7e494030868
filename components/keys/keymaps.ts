import { betweenKeys } from "../terminal/terminal-input.ts";
import type { Command, ScreenKeys } from "./keys.ts";

/** The keys of what is drawn, and what handles them. */
export interface Keymap {
  readonly screen: ScreenKeys;
  readonly handle: (command: Command) => void;
  readonly onText: ((text: string, key: string) => void) | undefined;
}

/** Whether letters are text. */
export const writesLetters = ({ screen, onText }: Keymap): boolean =>
  onText !== undefined && !screen.takesPastes;

/** What is the screen's, whatever lies over it: a list, a line that is written. */
export const ofScreen: readonly Command[] = ["quit", "undo", "redo"];

/** Keys wait while a screen is being opened or the last key is being drawn: this many at most. */
const mostWaiting = 512;

/** A key that is held down does not run on for long where drawing is slower than its repetition. */
const mostRepeated = 32;

/**
 * The keymaps of what is drawn, the last one on top, and the keys that came while there was none. A key is handled only
 * when what the key before it changed has been rendered: handlers see what was rendered last.
 */
export class Keymaps {
  private readonly keymaps: { readonly current: Keymap }[] = [];
  private readonly waiting: { readonly name: string; readonly handle: () => void }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private rendering = false;
  /** Keys wait for a keymap that is on its way. */
  private awaited = false;
  /** Opens what finds everything; it gets the keymap of what lies below. */
  onFind: ((below: Keymap) => Promise<unknown>) | undefined;

  /** @param render renders what a handler has changed, and then calls `rendered` */
  constructor(private readonly render: () => void) {}

  top(): Keymap | undefined {
    return this.keymaps.at(-1)?.current;
  }

  /** What some commands would do now, in words: for the help. */
  words: Partial<Record<Command, string>> = {};

  /** Handles a command that the screen decides about, whatever lies over it. */
  handleBelow(command: Command): void {
    this.keymaps[0]?.current.handle(command);
  }

  /** A screen's keys, with what they would do now. */
  explained(screen: ScreenKeys): ScreenKeys {
    const bindings = screen.bindings.map((binding) => {
      const words = this.words[binding.command];
      return words === undefined ? binding : { ...binding, label: `${binding.label}: ${words}` };
    });
    return { ...screen, bindings };
  }

  add(keymap: { readonly current: Keymap }): () => void {
    this.keymaps.push(keymap);
    this.awaited = false;
    this.goOn();
    return () => {
      this.keymaps.splice(this.keymaps.indexOf(keymap), 1);
    };
  }

  /** Opens what finds everything, where there is that; keys that come before it is there are for it. */
  find(below: Keymap): boolean {
    if (!this.onFind) return false;
    this.awaited = true;
    this.onFind(below).catch(() => {
      this.awaited = false;
      this.goOn();
    });
    return true;
  }

  /** Handles a key now, or once there is a screen for it and those before it are handled. */
  press(name: string, handle: () => void): void {
    const { waiting } = this;
    // What a person waits for may never come.
    if (this.awaited && name === "ctrl+c") {
      this.awaited = false;
      waiting.length = 0;
    }
    const most = name !== "" && waiting.at(-1)?.name === name ? mostRepeated : mostWaiting;
    if (waiting.length === 0 && !this.rendering && !this.awaited && this.top()) this.run(handle);
    else if (waiting.length < most) waiting.push({ name, handle });
  }

  /** Handles something after the key that is being handled, before those that wait. */
  pressNext(handle: () => void): void {
    this.waiting.unshift({ name: "", handle });
  }

  /** What the last key changed is on the screen. */
  rendered(): void {
    this.rendering = false;
    this.goOn();
  }

  private run(handle: () => void): void {
    this.rendering = true;
    handle();
    this.render();
  }

  /** One at a time: the next key is for what this one draws. */
  private goOn(): void {
    if (this.timer || this.waiting.length === 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const next = this.top() && !this.rendering && !this.awaited ? this.waiting.shift() : undefined;
      if (next) this.run(next.handle);
    }, betweenKeys);
  }
}
