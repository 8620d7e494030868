const quote = 0x22;
const backslash = 0x5c;
const [opens, closes] = [new Set([0x7b, 0x5b]), new Set([0x7d, 0x5d])];
const space = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** A member of a JSON object: its name, and the text of its value. */
export interface Member {
  readonly name: string;
  readonly value: Buffer;
}

/**
 * The members of a JSON object whose names are wanted, unparsed. All others are passed over: parsing the tracker's 75 MB takes a
 * second and half a gigabyte of memory. Only brackets and strings are looked at; parsing a value finds what else is wrong in it.
 * @throws Error if it is no object, or ends too early
 */
export function* membersOf(json: Buffer, wanted: ReadonlySet<string>): Iterable<Member> {
  let at = 0;
  const skipSpace = () => {
    while (space.has(json[at] as number)) at += 1;
  };
  const expect = (character: string) => {
    skipSpace();
    if (json[at] !== character.charCodeAt(0)) throw new Error(`it has no ${character} at byte ${at}`);
    at += 1;
  };
  /** Goes behind the string that begins here. */
  const skipString = () => {
    for (let from = at + 1; ; ) {
      const end = json.indexOf(quote, from);
      if (end < 0) throw new Error("it ends in a string");
      let backslashes = 0;
      while (json[end - 1 - backslashes] === backslash) backslashes += 1;
      from = end + 1;
      if (backslashes % 2 === 0) {
        at = from;
        return;
      }
    }
  };
  /** Goes behind the value that begins here. */
  const skipValue = () => {
    for (let depth = 0; ; ) {
      const byte = json[at];
      if (byte === undefined) throw new Error("it ends too early");
      if (depth === 0 && (byte === 0x2c || closes.has(byte))) return;
      if (byte === quote) skipString();
      else {
        if (opens.has(byte)) depth += 1;
        if (closes.has(byte)) depth -= 1;
        at += 1;
      }
    }
  };
  expect("{");
  skipSpace();
  if (json[at] === 0x7d) return;
  for (;;) {
    skipSpace();
    const begin = at;
    if (json[at] !== quote) throw new Error(`it has no name at byte ${at}`);
    skipString();
    const name: unknown = JSON.parse(json.toString("utf8", begin, at));
    expect(":");
    const value = at;
    skipValue();
    if (typeof name === "string" && wanted.has(name)) yield { name, value: json.subarray(value, at) };
    skipSpace();
    if (json[at] === 0x7d) return;
    expect(",");
  }
}
