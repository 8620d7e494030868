import { useState } from "react";
import type { Command } from "../keys/keys.ts";
import { atTop, focus, type ListWindow, move } from "./list-window.ts";

/**
 * The cursor of a list and what of it is on screen. `handle` takes moving commands.
 * @param count rows that the list has now, @param height rows that fit
 */
export const useList = (
  count: number,
  height: number,
  start = 0,
): {
  readonly window: ListWindow;
  readonly handle: (command: Command) => void;
  readonly go: (row: number) => void;
} => {
  const [state, setState] = useState<ListWindow>(() => focus(atTop, start, count, height));
  return {
    // The list may have become shorter, the terminal smaller.
    window: focus(state, state.cursor, count, height),
    handle: (command) => setState((old) => move(old, command, count, height)),
    go: (row) => setState((old) => focus(old, row, Math.max(count, row + 1), height)),
  };
};
