import type { Command } from "../../keys/keys.ts";

/** A list of which a window is drawn: the row under the cursor, and the first row that is on screen. */
export interface ListWindow {
  readonly cursor: number;
  readonly top: number;
}

export const atTop: ListWindow = { cursor: 0, top: 0 };

/** Puts the cursor on a row, and moves the window no further than needed to have it inside. Pure. */
export const focus = (window: ListWindow, row: number, count: number, height: number): ListWindow => {
  const cursor = Math.max(0, Math.min(row, count - 1));
  const lowest = Math.max(0, count - height);
  const top = Math.max(cursor - height + 1, Math.min(window.top, cursor, lowest), 0);
  return { cursor, top };
};

/** The row that a moving command leads to, past either end too; undefined for other commands. Pure. */
export const rowAfter = (command: Command, row: number, page: number, last: number): number | undefined => {
  const rows: Partial<Record<Command, number>> = {
    up: row - 1,
    down: row + 1,
    pageUp: row - page,
    pageDown: row + page,
    first: 0,
    last,
  };
  return rows[command];
};

/** What a moving command of the key table does. Pure; other commands leave the window as it is. */
export const move = (window: ListWindow, command: Command, count: number, height: number): ListWindow => {
  const row = rowAfter(command, window.cursor, Math.max(1, height - 1), count - 1);
  return focus(window, row ?? window.cursor, count, height);
};
