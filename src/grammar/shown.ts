const longest = 60;

/** A value for use in a sentence: a text in quotes, a long value shortened. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  if (text.length <= longest) return text;
  if (typeof value !== "string") return `${text.slice(0, longest - 3)}...`;
  return JSON.stringify(`${[...value].slice(0, longest - 10).join("")}...`);
};

/** A character for use in a sentence: in words if it is invisible. */
export const shownCharacter = (character: string): string => {
  if (character === " ") return "a space";
  if (/[\p{C}\p{Z}]/u.test(character)) {
    return `the invisible character U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return character;
};

/** Checks a text. Returns a sentence about what is wrong with it, which begins with the text. */
export type Problem = (text: string) => string | undefined;
