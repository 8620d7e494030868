import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

const segmenter = new Intl.Segmenter();

/** What a person takes for one character each: an emoji of several code points, a letter with its accents. */
export const charactersOf = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Columns that a text takes in a terminal: two for each wide letter (Chinese, emoji). */
export const textWidth = (text: string): number => stringWidth(text);

/** A text with blanks behind it, up to so many columns. */
export const padColumns = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - textWidth(text)));

/** A text that fits into so many columns; a longer one is cut and ends in `sign`. */
export const cutColumns = (text: string, width: number, sign: string): string => {
  if (textWidth(text) <= width) return text;
  let room = width - textWidth(sign);
  const characters = charactersOf(text);
  const end = characters.findIndex((character) => {
    room -= textWidth(character);
    return room < 0;
  });
  return characters.slice(0, end).join("") + sign;
};

/**
 * Breaks text at spaces into lines of at most so many columns.
 * @param hard breaks a word that is longer than a line as well; else it is a line of its own
 */
export const wrapWords = (text: string, width: number, hard = false): string[] =>
  wrapAnsi(text, width, { hard }).split("\n");
