import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

const segmenter = new Intl.Segmenter();

/** In code units: the segmenter's time grows with the square of what it is given. */
const stretch = 512;

/** What a person takes for one character each: an emoji of several code points, a letter with its accents. */
export const charactersOf = (text: string): string[] => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.split("");
  const characters: string[] = [];
  for (let at = 0; at < text.length; ) {
    const part = Array.from(segmenter.segment(text.slice(at, at + stretch)), ({ segment }) => segment);
    // The last one may go on behind this stretch; one that fills it is cut.
    if (at + stretch < text.length && part.length > 1) part.pop();
    for (const character of part) {
      characters.push(character);
      at += character.length;
    }
  }
  return characters;
};

/** Columns that a text takes in a terminal: two for each wide letter (Chinese, emoji). */
export const textWidth = (text: string): number => stringWidth(text);

/** A text with blanks behind it, up to so many columns. */
export const padColumns = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - textWidth(text)));

/** The first characters that fit into so many columns. */
const fitting = (characters: readonly string[], columns: number): readonly string[] => {
  let left = columns;
  const end = characters.findIndex((character) => {
    left -= textWidth(character);
    return left < 0;
  });
  return end < 0 ? characters : characters.slice(0, end);
};

/** A text that fits into so many columns; a longer one is cut and ends in `sign`. */
export const cutColumns = (text: string, width: number, sign: string): string => {
  if (textWidth(text) <= width) return text;
  return fitting(charactersOf(text), width - textWidth(sign)).join("") + sign;
};

/** The first lines of a text that was wrapped; where there are more of them, the last one ends in `sign`. */
export const cutLines = (lines: readonly string[], most: number, width: number, sign: string): string[] =>
  lines
    .slice(0, most)
    .map((line, index) =>
      index === most - 1 && lines.length > most ? cutColumns(`${line} ${sign}`, width, sign) : line,
    );

/** A text that fits into so many columns, cut in its middle where it is longer: for names, whose ends tell them apart. */
export const cutMiddle = (text: string, width: number, sign: string): string => {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(sign);
  if (room < 2) return cutColumns(text, width, sign);
  const characters = charactersOf(text);
  const begin = fitting(characters, Math.ceil(room / 2));
  const end = fitting(
    characters.slice(begin.length).reverse(),
    room - textWidth(begin.join("")),
  ).toReversed();
  return begin.join("") + sign + end.join("");
};

/**
 * Breaks text at spaces into lines of at most so many columns.
 * @param hard breaks a word that is longer than a line as well; else it is a line of its own
 */
export const wrapWords = (text: string, width: number, hard = false): string[] =>
  wrapAnsi(text, width, { hard }).split("\n");
