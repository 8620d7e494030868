const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [brace, bracket, endBrace, endBracket] = [0x7b, 0x5b, 0x7d, 0x5d];

/** A member of a JSON object: its name, and the text of its value. */
export interface Member {
  readonly name: string;
  readonly value: Buffer;
}

/** Where the space ends that may begin at a byte. */
const afterSpace = (json: Buffer, begin: number): number => {
  let at = begin;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at += 1;
  return at;
};

/** Where the string ends that begins at a byte. */
const afterString = (json: Buffer, begin: number): number => {
  for (let at = begin + 1; at < json.length; at += 1) {
    if (json[at] === backslash) at += 1;
    else if (json[at] === quote) return at + 1;
  }
  throw new Error("it ends in a string");
};

/** Where the value ends that begins at a byte, with the space behind it. */
const afterValue = (json: Buffer, begin: number): number => {
  let depth = 0;
  for (let at = begin; at < json.length; ) {
    const byte = json[at];
    if (byte === quote) {
      at = afterString(json, at);
      continue;
    }
    if (depth === 0 && (byte === comma || byte === endBrace || byte === endBracket)) return at;
    if (byte === brace || byte === bracket) depth += 1;
    else if (byte === endBrace || byte === endBracket) depth -= 1;
    at += 1;
  }
  throw new Error("it ends too early");
};

/**
 * The members of a JSON object whose names are wanted, unparsed. All others are passed over: parsing the tracker's 75 MB takes
 * half a gigabyte of memory. Only brackets and strings are looked at; parsing a value finds what else is wrong in it.
 * @throws Error if it is no object, or ends too early
 */
export function* membersOf(json: Buffer, wanted: ReadonlySet<string>): Iterable<Member> {
  /** Where what has to be there ends. */
  const after = (character: string, begin: number): number => {
    const at = afterSpace(json, begin);
    if (json[at] !== character.charCodeAt(0)) throw new Error(`it has no ${character} at byte ${at}`);
    return at + 1;
  };
  let at = afterSpace(json, after("{", 0));
  if (json[at] === endBrace) return;
  for (;;) {
    const begin = after('"', at) - 1;
    const nameEnd = afterString(json, begin);
    const name: unknown = JSON.parse(json.toString("utf8", begin, nameEnd));
    const value = after(":", nameEnd);
    at = afterValue(json, value);
    if (typeof name === "string" && wanted.has(name)) yield { name, value: json.subarray(value, at) };
    if (json[at] === endBrace) return;
    at = after(",", at);
  }
}
