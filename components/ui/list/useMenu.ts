import { useRef } from "react";
import type { Line } from "../../charts/line.ts";
import type { Command } from "../../keys/keys.ts";
import type { FoundRow } from "./find-rows.ts";
import { menuRows } from "./menu-rows.ts";
import type { Search } from "./SearchLine.tsx";
import { type List, useList } from "./useList.ts";

/** A list whose letters are commands, and which `/` searches. */
export interface Menu<T> {
  /** What the search leaves, with its marks. */
  readonly list: List<FoundRow<T>>;
  readonly here: T | undefined;
  readonly search: Search;
  /** Takes moving commands, and opens the search. */
  readonly handle: (command: Command) => void;
  /** Searches for something; the best of what is found is under the cursor. */
  readonly write: (text: string) => void;
  /** Shows all rows again; the cursor stays on the row that it is on. */
  readonly clear: () => void;
}

/**
 * @param lineOf a row as it is drawn; the search is for what a person sees
 * @param start the row that the cursor begins on
 */
export const useMenu = <T>(
  search: Search,
  items: readonly T[],
  lineOf: (item: T) => Line,
  height: number,
  start = 0,
): Menu<T> => {
  const list = useList(menuRows(items, lineOf, search.text).rows, height, start);
  const here = list.here?.item;
  /** Where the cursor was before anything was searched for. */
  const before = useRef(start);
  const show = () => list.go(here === undefined ? before.current : items.indexOf(here));
  const write = (text: string) => {
    search.setText(text);
    if (text.trim() === "") show();
    else list.go(menuRows(items, lineOf, text).best);
  };
  return {
    ...{ list, here, search, write },
    handle: (command) => {
      if (command !== "search") return list.handle(command);
      if (search.text === "") before.current = list.window.cursor;
      search.open();
    },
    clear: () => {
      write("");
      search.close();
    },
  };
};
