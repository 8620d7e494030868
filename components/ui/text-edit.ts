import { sanitize } from "../../src/system/text.ts";
import { charactersOf } from "../../src/system/text-width.ts";
import type { Command } from "../keys/keys.ts";

/** A line of text that is being written; `cursor` counts what a person takes for one character. */
export interface TextEdit {
  readonly text: string;
  readonly cursor: number;
}

export const editing = (text: string): TextEdit => ({ text, cursor: charactersOf(text).length });

/** A line with the cursor between two parts of it. */
const between = (before: string, after: string): TextEdit => ({
  text: before + after,
  cursor: charactersOf(before).length,
});

/** Puts in what was typed or pasted: one line, without what could harm the terminal. Pure. */
export const insert = ({ text, cursor }: TextEdit, typed: string): TextEdit => {
  const all = charactersOf(text);
  const clean = sanitize(typed.replace(/[\r\n]+/g, " "));
  return between(all.slice(0, cursor).join("") + clean, all.slice(cursor).join(""));
};

/** What the commands of the key tables "text" and "search" do to the line. */
const edits: Partial<Record<Command, (characters: readonly string[], cursor: number) => TextEdit>> = {
  left: (all, cursor) => ({ text: all.join(""), cursor: Math.max(0, cursor - 1) }),
  right: (all, cursor) => ({ text: all.join(""), cursor: Math.min(all.length, cursor + 1) }),
  first: (all) => ({ text: all.join(""), cursor: 0 }),
  last: (all) => ({ text: all.join(""), cursor: all.length }),
  erase: (all, cursor) => between(all.slice(0, Math.max(0, cursor - 1)).join(""), all.slice(cursor).join("")),
  remove: () => editing(""),
};

/** The line after a command; other commands leave it as it is. Pure. */
export const editText = (edit: TextEdit, command: Command): TextEdit =>
  edits[command]?.(charactersOf(edit.text), edit.cursor) ?? edit;
