import { sanitize } from "../../src/system/text.ts";
import { charactersOf } from "../../src/system/text-width.ts";
import type { Command } from "../keys/keys.ts";

/** A line of text that is being written; `cursor` counts what a person takes for one character. */
export interface TextEdit {
  readonly text: string;
  readonly cursor: number;
}

/** What was cut last, in whatever line: Ctrl-Y puts it into any. */
let killed = "";

/** In code units. No setting takes more; what is more of a paste is left out. */
export const longestLine = 32 * 1024;

export const editing = (text: string): TextEdit => ({ text, cursor: charactersOf(text).length });

/** Puts in what was typed or pasted: one line, without what could harm the terminal. Pure. */
export const insert = (edit: TextEdit, typed: string): TextEdit => {
  const all = charactersOf(edit.text);
  const room = longestLine - edit.text.length;
  // Twice the room, since line ends and control sequences take some of it.
  const clean = sanitize(typed.slice(0, 2 * longestLine).replace(/[\r\n]+/g, " "));
  const fits = clean.length <= room ? clean : charactersOf(clean.slice(0, room)).slice(0, -1).join("");
  const before = all.slice(0, edit.cursor).join("") + fits;
  return {
    ...edit,
    text: before + all.slice(edit.cursor).join(""),
    cursor: charactersOf(before).length,
  };
};

const isBlank = (character: string | undefined) => character !== undefined && /^\s/.test(character);
const isLetter = (character: string | undefined) =>
  character !== undefined && /^[\p{L}\p{N}]/u.test(character);

type Place = (all: readonly string[], cursor: number) => number;

/** Over what does not fit `inside`, then over what does. */
const over =
  (step: 1 | -1, inside: (character: string | undefined) => boolean): Place =>
  (all, cursor) => {
    const next = (at: number) => all[step > 0 ? at : at - 1];
    let at = cursor;
    while (next(at) !== undefined && !inside(next(at))) at += step;
    while (inside(next(at))) at += step;
    return at;
  };

const wordBack = over(-1, isLetter);
const wordForward = over(1, isLetter);
const notBlank = (character: string | undefined) => character !== undefined && !isBlank(character);

/** Where commands of the key table move the cursor. */
const moves: Partial<Record<Command, Place>> = {
  left: (_, cursor) => Math.max(0, cursor - 1),
  right: (all, cursor) => Math.min(all.length, cursor + 1),
  first: () => 0,
  last: (all) => all.length,
  wordLeft: wordBack,
  wordRight: wordForward,
};

/** Up to where commands take text away from the cursor on, and whether it can be put in again. */
const cuts: Partial<Record<Command, { readonly to: Place; readonly kept: boolean }>> = {
  erase: { to: (_, cursor) => Math.max(0, cursor - 1), kept: false },
  delete: { to: (all, cursor) => Math.min(all.length, cursor + 1), kept: false },
  // As in a shell: up to a blank, where Alt-Backspace ends at each sign.
  cutWord: { to: over(-1, notBlank), kept: true },
  cutWordLeft: { to: wordBack, kept: true },
  cutWordRight: { to: wordForward, kept: true },
  cutToEnd: { to: (all) => all.length, kept: true },
  cutToStart: { to: () => 0, kept: true },
};

/** The line after a command; other commands leave it as it is. */
export const editText = (edit: TextEdit, command: Command): TextEdit => {
  if (command === "putBack") return insert(edit, killed);
  const all = charactersOf(edit.text);
  const move = moves[command];
  if (move) return { ...edit, cursor: move(all, edit.cursor) };
  const cut = cuts[command];
  if (!cut) return edit;
  const to = cut.to(all, edit.cursor);
  const [from, end] = [Math.min(to, edit.cursor), Math.max(to, edit.cursor)];
  if (from === end) return edit;
  if (cut.kept) killed = all.slice(from, end).join("");
  return { text: [...all.slice(0, from), ...all.slice(end)].join(""), cursor: from };
};

/**
 * The part of a line that fits into a width, as [from, end): the one that was shown, moved no further than the cursor
 * needs. Pure.
 * @param widths of the characters; behind the last one is the cursor's place
 */
export const shownPart = (
  widths: readonly number[],
  cursor: number,
  width: number,
  shownFrom: number,
): readonly [from: number, end: number] => {
  const widthAt = (at: number) => widths[at] ?? 1;
  const total = widths.length + 1;
  // What begins further left has the cursor too far right.
  let least = cursor;
  let room = width - widthAt(cursor);
  while (least > 0 && room >= widthAt(least - 1)) {
    least -= 1;
    room -= widthAt(least);
  }
  // Nothing is scrolled that would fit: the end of the line stays at the right.
  let most = total;
  room = width;
  while (most > 0 && room >= widthAt(most - 1)) {
    most -= 1;
    room -= widthAt(most);
  }
  const from = Math.min(Math.max(shownFrom, least), cursor, Math.max(most, least));
  let end = from;
  room = width;
  while (end < total && room >= widthAt(end)) {
    room -= widthAt(end);
    end += 1;
  }
  return [from, end];
};
