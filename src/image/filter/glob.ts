export const hasWildcard = (text: string): boolean => /[*?[]/.test(text);

/** No name is longer than 255 bytes. A longer pattern, which only a hostile file has, matches none: compiling it takes long. */
const longestPattern = 1024;

/** A star; a set, such as [a-z] or [!0-9], whose first character may be "]"; or one character. */
const tokens = /\*|\[(?:([!^])|(?![!^]))(.[^\]]*)\]|./gs;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The set of a regular expression for the inside of a set. A range whose end is before its begin has no characters. */
const setSource = (negation: string | undefined, inside: string): string => {
  const ranges = inside.replace(/(.)-(.)|./gs, (one, from?: string, to?: string) => {
    if (from === undefined || to === undefined) return escaped(one);
    return from <= to ? `${escaped(from)}-${escaped(to)}` : "";
  });
  return `[${negation ? "^" : ""}${ranges}]`;
};

/**
 * The test for a shell pattern of one name, glob(7): * ? [set]. A set without an end stands for its characters.
 * It takes at most time proportional to pattern length times name length: the text between two stars is searched in a
 * lookahead, into which regular expressions do not go back.
 */
export const globMatcher = (text: string): ((name: string) => boolean) => {
  if (text.replace(/\*+/g, "*").length > longestPattern) return () => false;
  const source = text.replace(tokens, (token, negation?: string, inside?: string) => {
    if (inside !== undefined) return setSource(negation, inside);
    if (token === "*") return token;
    return token === "?" ? "." : escaped(token);
  });
  const [first = "", ...others] = source.split(/\*+/);
  const last = others.pop();
  const middle = others.map((piece, index) => `(?=(?<to${index}>.*?${piece}))\\k<to${index}>`);
  const whole = new RegExp(`^${first}${last === undefined ? "" : `${middle.join("")}.*${last}`}$`, "s");
  return (name) => whole.test(name);
};
