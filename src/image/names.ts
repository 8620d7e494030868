import { isUtf8 } from "node:buffer";

/**
 * File names are bytes, not text. A byte that is not valid UTF-8 becomes one of the code units U+DC80 to U+DCFF, which
 * do not occur in valid text. So a string can hold every name (Python's "surrogateescape", PEP 383).
 */
const escapeBase = 0xdc00;

/** Converts the bytes of a name or path to a string. `nameBytes` is the inverse. */
export const nameOf = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let name = "";
  for (let at = 0; at < bytes.length; ) {
    const end = [1, 2, 3, 4].find((length) => isUtf8(bytes.subarray(at, at + length)));
    name += end ? bytes.toString("utf8", at, at + end) : String.fromCharCode(escapeBase + (bytes[at] ?? 0));
    at += end ?? 1;
  }
  return name;
};

/** With the flag u, half of a character beyond U+FFFF does not count. */
const escaped = /[\udc80-\udcff]/u;

/** Converts a string made by `nameOf` to the original bytes. */
export const nameBytes = (name: string): Buffer => {
  if (!escaped.test(name)) return Buffer.from(name, "utf8");
  return Buffer.concat(
    [...name].map((character) =>
      escaped.test(character) ? Buffer.of(character.charCodeAt(0) - escapeBase) : Buffer.from(character),
    ),
  );
};

/** Removes leading slashes, empty names and "." from a path. Keeps "..", which the caller must handle. */
export const cleanPath = (path: string): string =>
  /^\/|^\.(\/|$)|\/(\.?\/|\.?$)/.test(path)
    ? path
        .split("/")
        .filter((name) => name !== "" && name !== ".")
        .join("/")
    : path;

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, "0");

// Control characters, characters that are invisible or change the direction of text, and our own escapes.
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

/** A name in a form that is safe to print: control characters and invisible characters are escaped. */
export const visible = (name: string): string =>
  name.replace(invisible, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x0a) return "\\n";
    if (code === 0x09) return "\\t";
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - escapeBase, 2)}`;
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
