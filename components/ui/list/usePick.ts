import { useState } from "react";
import { picking, writing } from "../../keys/bindings.ts";
import type { Command, ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { editing, editText, insert, type TextEdit } from "../text-edit.ts";
import type { List } from "./useList.ts";

/** The search line of a list to pick from. */
export interface PickLine {
  readonly edit: TextEdit;
  /** What is searched for; empty where nothing is. */
  readonly query: string;
  /** Whether the next blank is a part of what is being written: no longer once the cursor was moved in the list. */
  readonly writing: boolean;
  readonly write: (edit: TextEdit) => void;
  readonly clear: () => void;
  readonly leave: () => void;
}

export const usePickLine = (): PickLine => {
  const [edit, setEdit] = useState(editing(""));
  const [writing, setWriting] = useState(false);
  const write = (next: TextEdit) => {
    setEdit(next);
    setWriting(next.text !== "");
  };
  return {
    ...{ edit, writing, query: edit.text.trim(), write },
    clear: () => write(editing("")),
    leave: () => setWriting(false),
  };
};

/** The keys of a list to pick from, by what the person is doing. */
export interface PickKeys {
  /** Nothing is searched for: the whole list is there. */
  readonly all: ScreenKeys;
  /** A search is being written. */
  readonly writing: ScreenKeys;
  /** The cursor is moved in what was found. */
  readonly found: ScreenKeys;
}

const ofList = new Set(picking.filter(({ command }) => command !== "search").map(({ command }) => command));
const ofLine = new Set(writing.map(({ command }) => command).filter((command) => !ofList.has(command)));

interface Options {
  readonly line: PickLine;
  readonly list: Pick<List<unknown>, "handle" | "go">;
  readonly keys: PickKeys;
  /** The row that the cursor is on while nothing is searched for. */
  readonly start?: number;
  /** Gets a text that came at once. Returns false where it is to be searched for. */
  readonly onPaste?: (text: string) => boolean;
  /** Gets what neither the line nor the list takes. */
  readonly onCommand: (command: Command) => void;
}

/**
 * The keys of a list to pick from: what no key is bound to is written into the search line, and the best of what it finds is
 * under the cursor.
 * @returns the keys as they are now
 */
export const usePickKeys = ({ line, list, keys, start = 0, onPaste, onCommand }: Options): ScreenKeys => {
  const screen = line.edit.text === "" ? keys.all : line.writing ? keys.writing : keys.found;
  const write = (edit: TextEdit) => {
    line.write(edit);
    if (edit.text !== line.edit.text) list.go(edit.text.trim() === "" ? start : 0);
  };
  useKeymap(
    screen,
    (command) => {
      if (command === "back" && line.edit.text !== "") {
        line.clear();
        list.go(start);
      } else if (ofLine.has(command)) write(editText(line.edit, command));
      else if (ofList.has(command)) {
        line.leave();
        list.handle(command);
      } else onCommand(command);
    },
    // A key by name, such as ctrl+x, is no text; a paste has no name.
    (text, key) => {
      if (key === "" && onPaste?.(text)) return;
      if (["", "space", text].includes(key)) write(insert(line.edit, text));
    },
  );
  return screen;
};

/** What is wrong with what was just picked; forgotten when the person goes on. */
export const usePickProblem = (line: PickLine, { window }: Pick<List<unknown>, "window">) => {
  const at = `${window.cursor} ${line.edit.text}`;
  const [said, setSaid] = useState<{ readonly at: string; readonly text: string }>();
  return {
    problem: said?.at === at ? said.text : undefined,
    say: (text: string | undefined) => setSaid(text === undefined ? undefined : { at, text }),
  };
};
