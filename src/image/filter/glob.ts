/** One element of a pattern: a character, any character, any number of characters, or one of a set. */
type Token = { readonly kind: "literal" | "any" | "star" } & { readonly code: number };
interface SetToken {
  readonly kind: "set";
  readonly negated: boolean;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}
type Glob = readonly (Token | SetToken)[];

export const hasWildcard = (text: string): boolean => /[*?[]/.test(text);

/** The set, such as [a-z] or [!0-9], that begins at a position; undefined if it has no end. */
const setAt = (text: string, begin: number): { token: SetToken; next: number } | undefined => {
  let at = begin + 1;
  const negated = text[at] === "!" || text[at] === "^";
  if (negated) at += 1;
  const ranges: [number, number][] = [];
  const first = at;
  while (at < text.length && (text[at] !== "]" || at === first)) {
    const from = text.charCodeAt(at);
    const isRange = text[at + 1] === "-" && at + 2 < text.length && text[at + 2] !== "]";
    ranges.push([from, isRange ? text.charCodeAt(at + 2) : from]);
    at += isRange ? 3 : 1;
  }
  return at < text.length ? { token: { kind: "set", negated, ranges }, next: at + 1 } : undefined;
};

const parseGlob = (text: string): Glob => {
  const tokens: (Token | SetToken)[] = [];
  for (let at = 0; at < text.length; ) {
    const set = text[at] === "[" ? setAt(text, at) : undefined;
    if (set) {
      tokens.push(set.token);
      at = set.next;
      continue;
    }
    const character = text[at] as string;
    const kind = character === "*" ? "star" : character === "?" ? "any" : "literal";
    tokens.push({ kind, code: text.charCodeAt(at) });
    at += 1;
  }
  return tokens;
};

const takes = (token: Glob[number], code: number): boolean => {
  if (token.kind === "any") return true;
  if (token.kind === "set")
    return token.ranges.some(([from, to]) => code >= from && code <= to) !== token.negated;
  return token.code === code;
};

/** Whether a pattern matches a whole name. Takes at most time proportional to pattern length times name length. */
const matchesGlob = (glob: Glob, name: string): boolean => {
  let [at, token] = [0, 0];
  /** Where to continue if the text after the last star does not match. */
  let [retryAt, retryToken] = [0, -1];
  while (at < name.length) {
    const current = glob[token];
    if (current?.kind === "star") {
      retryToken = token;
      retryAt = at;
      token += 1;
    } else if (current && takes(current, name.charCodeAt(at))) {
      at += 1;
      token += 1;
    } else if (retryToken >= 0) {
      retryAt += 1;
      at = retryAt;
      token = retryToken + 1;
    } else return false;
  }
  while (glob[token]?.kind === "star") token += 1;
  return token === glob.length;
};

/** Whether a name contains the pieces in this order, the first at its beginning and the last at its end. */
const matchesPieces = (pieces: readonly string[], name: string): boolean => {
  const [first = "", last = ""] = [pieces[0], pieces.at(-1)];
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
};

/**
 * The test for a shell pattern of one name, glob(7): * ? [set]. A set without an end stands for its characters. Patterns
 * with stars alone are the most common and have a faster test.
 */
export const globMatcher = (text: string): ((name: string) => boolean) => {
  if (/[?[]/.test(text)) {
    const glob = parseGlob(text);
    return (name) => matchesGlob(glob, name);
  }
  const pieces = text.split("*");
  if (pieces.length === 1) return (name) => name === text;
  return (name) => matchesPieces(pieces, name);
};
