import { useState } from "react";
import type { Command } from "../../keys/keys.ts";
import { atTop, focus, type ListWindow, move } from "./list-window.ts";

/** A list with a cursor, of which a window of so many rows is on screen. */
export interface List<T> {
  readonly items: readonly T[];
  readonly height: number;
  readonly window: ListWindow;
  readonly here: T | undefined;
  /** Takes moving commands. */
  readonly handle: (command: Command) => void;
  readonly go: (row: number) => void;
}

export const useList = <T>(items: readonly T[], height: number, start = 0): List<T> => {
  const count = items.length;
  const [state, setState] = useState<ListWindow>(() => focus(atTop, start, count, height));
  // The list may have become shorter, the terminal smaller.
  const window = focus(state, state.cursor, count, height);
  return {
    ...{ items, height, window, here: items[window.cursor] },
    handle: (command) => setState((old) => move(old, command, count, height)),
    go: (row) => setState((old) => focus(old, row, Math.max(count, row + 1), height)),
  };
};
