import { harmless } from "../../src/system/text.ts";
import type { Command } from "../keys/keys.ts";

/** A line of text that is being written; `cursor` counts characters, not bytes. */
export interface TextEdit {
  readonly text: string;
  readonly cursor: number;
}

const characters = (text: string) => [...text];

export const editing = (text: string): TextEdit => ({ text, cursor: characters(text).length });

/** Puts in what was typed or pasted: one line, without what could harm the terminal. Pure. */
export const insert = ({ text, cursor }: TextEdit, typed: string): TextEdit => {
  const clean = characters(harmless(typed.replace(/[\r\n]+/g, " ")));
  const all = characters(text);
  return {
    text: [...all.slice(0, cursor), ...clean, ...all.slice(cursor)].join(""),
    cursor: cursor + clean.length,
  };
};

/** What a command of the key table "text" does to the line. Pure. */
export const editText = (edit: TextEdit, command: Command): TextEdit => {
  const all = characters(edit.text);
  const { cursor } = edit;
  switch (command) {
    case "left":
      return { ...edit, cursor: Math.max(0, cursor - 1) };
    case "right":
      return { ...edit, cursor: Math.min(all.length, cursor + 1) };
    case "first":
      return { ...edit, cursor: 0 };
    case "last":
      return { ...edit, cursor: all.length };
    case "erase":
      if (cursor === 0) return edit;
      return { text: [...all.slice(0, cursor - 1), ...all.slice(cursor)].join(""), cursor: cursor - 1 };
    case "remove":
      return editing("");
    default:
      return edit;
  }
};
