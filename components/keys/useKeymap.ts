import { useInput } from "ink";
import { createContext, useContext, useLayoutEffect, useRef } from "react";
import { betweenKeys } from "../terminal/terminal-input.ts";
import { takeInput } from "./input.ts";
import { type Command, commandOf, keyName, type ScreenKeys } from "./keys.ts";

interface Keymap {
  readonly screen: ScreenKeys;
  readonly handle: (command: Command) => void;
  readonly onText: ((text: string, key: string) => void) | undefined;
}

/** Keys wait while a screen is being opened or the last key is being drawn: this many at most. */
const mostWaiting = 32;

/**
 * The keymaps of what is drawn, the last one on top, and the keys that came while there was none. A key is handled only
 * when what the key before it changed has been rendered: handlers see what was rendered last.
 */
export class Keymaps {
  private readonly keymaps: { readonly current: Keymap }[] = [];
  private readonly waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private rendering = false;

  /** @param render renders what a handler has changed, and then calls `rendered` */
  constructor(private readonly render: () => void) {}

  top(): Keymap | undefined {
    return this.keymaps.at(-1)?.current;
  }

  /** Quits what is drawn: the screen decides, whatever lies over it. */
  quit(): void {
    this.keymaps[0]?.current.handle("quit");
  }

  add(keymap: { readonly current: Keymap }): () => void {
    this.keymaps.push(keymap);
    this.goOn();
    return () => {
      this.keymaps.splice(this.keymaps.indexOf(keymap), 1);
    };
  }

  /** Handles a key now, or once there is a screen for it and those before it are handled. */
  press(handle: () => void): void {
    if (this.waiting.length > 0 || this.rendering || !this.top()) {
      if (this.waiting.length < mostWaiting) this.waiting.push(handle);
    } else this.run(handle);
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
      const handle = this.top() && !this.rendering ? this.waiting.shift() : undefined;
      if (handle) this.run(handle);
    }, betweenKeys);
  }
}

const KeymapContext = createContext(new Keymaps(() => {}));
export const KeymapProvider = KeymapContext.Provider;

/**
 * Listens to the keyboard for as long as the program draws, and passes commands to the keymap on top.
 * @param onHelp gets the screen whose keys are asked for
 */
export const useKeyboard = (keymaps: Keymaps, onHelp: (screen: ScreenKeys) => void): void => {
  const paste = useRef<string | undefined>(undefined);
  useInput((input, key) => {
    const taken = takeInput(paste.current, input);
    paste.current = taken.paste;
    if (!taken.event) return;
    const { text, pasted } = taken.event;
    const name = pasted ? "" : keyName(text, key);
    // A person can leave a screen that never opens.
    if (name === "ctrl+c" && !keymaps.top()) process.kill(process.pid, "SIGINT");
    keymaps.press(() => {
      const top = keymaps.top();
      const command = top && commandOf(top.screen, name);
      if (top && command === "help") onHelp(top.screen);
      else if (command === "quit") keymaps.quit();
      else if (command) top?.handle(command);
      else top?.onText?.(text, name);
    });
  });
};

/**
 * Calls a handler for the commands that a screen binds keys to. It is in place before the screen's first
 * frame is, so that a key that comes right behind a frame finds that frame's handler.
 * @param onText gets what the screen does not bind: `text` as it came, which may be a whole paste, `key` its name
 */
export const useKeymap = (
  screen: ScreenKeys,
  handle: (command: Command) => void,
  onText?: (text: string, key: string) => void,
): void => {
  const keymaps = useContext(KeymapContext);
  const latest = useRef<Keymap>({ screen, handle, onText });
  latest.current = { screen, handle, onText };
  useLayoutEffect(() => keymaps.add(latest), [keymaps]);
};
