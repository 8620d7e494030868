const longest = 60;

/** A value as a sentence names it: in quotes if it is a text, shortened where it is long, always closed. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  if (text.length <= longest) return text;
  if (typeof value !== "string") return `${text.slice(0, longest - 3)}...`;
  return JSON.stringify(`${[...value].slice(0, longest - 10).join("")}...`);
};

/** A character in words that can be read where it would be invisible. */
export const shownCharacter = (character: string): string => {
  if (character === " ") return "a space";
  if (/[\p{C}\p{Z}]/u.test(character)) {
    return `the invisible character U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return character;
};

/** Something that is checked by a function which says what is wrong, with the value at the beginning. */
export type Problem = (text: string) => string | undefined;
