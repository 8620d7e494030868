import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** Columns that a text takes in a terminal: two for a wide letter (Chinese, emoji), none for an accent of its own. */
export const textWidth = (text: string): number => stringWidth(text);

/**
 * Breaks text at spaces into lines of at most so many columns.
 * @param hard breaks a word that is longer than a line; without, it is a line of its own
 */
export const wrapWords = (text: string, width: number, hard = false): string[] =>
  wrapAnsi(text, width, { hard }).split("\n");

/** Fills a text up to so many columns. */
export const padColumns = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - textWidth(text)));

/** The longest part of a text, from its beginning, that fits into so many columns. */
