import { useState } from "react";
import type { Command } from "../../keys/keys.ts";
import type { Region } from "../../terminal/regions.ts";
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
  /** What a hand on the mouse does to the rows that are on screen. */
  readonly region: Region;
}

export const useList = <T>(items: readonly T[], height: number, start = 0): List<T> => {
  const count = items.length;
  const [state, setState] = useState<ListWindow>(() => focus(atTop, start, count, height));
  // The list may have become shorter, the terminal smaller.
  const window = focus(state, state.cursor, count, height);
  const go = (row: number) => setState((old) => focus(old, row, Math.max(count, row + 1), height));
  return {
    ...{ items, height, window, here: items[window.cursor], go },
    handle: (command) =>
      setState((old) => move(focus(old, old.cursor, count, height), command, count, height)),
    region: {
      onPress: (row) => go(Math.min(window.top + row, count - 1)),
      // A list that is whole on screen is gone through row by row.
      turn: count <= height ? 1 : undefined,
    },
  };
};
