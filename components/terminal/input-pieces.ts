import { isMouseReport } from "./mouse.ts";
import { answers } from "./picture-support.ts";

/** Control sequences that Ink knows how to read: arrows, Home, End, Shift+Tab, numbered keys, the marks of a paste. */
const known = /^\x1b\[(?:[ABCDFHZ]|1;[2-8][ABCDFH]|(?:[1-9]|1[0-9]|2[0-9]|3[0-4]|200|201)~)$/;
/** Control sequences (ECMA-48 5.4). */
export const sequence = /\x1b\[[0-?]*[ -/]*[@-~]/g;
/** One that goes on in the next chunk. */
const unfinished = /\x1b\[[0-?]*[ -/]*$/;
const longestSequence = 64;

/** Keys that were pressed faster than they were read come together; more than that is a paste of an old terminal. */
const mostKeysTogether = 4;

/** Ink reports the byte of Backspace as the key Delete. */
const backspace = (key: string) => key.replace(/^(\x1b?)\x7f$/, "$1\b");

/** Keys that are no text: Ctrl and a letter, Backspace. Enter and Tab may be part of a paste. */
const controls = /([\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f])/;
/** Enter, and then no more than one line. */
const enterFirst = /^[\r\n](?=[^\r\n]+[\r\n]?$)/;

/** Text without other keys in it: key by key, but whole where a person cannot type so quickly. */
const typedKeys = (text: string): string[] => {
  const keys = [...text];
  const repeated = !/[\r\n]/.test(text) && keys.every((key) => key === keys[0]);
  const typed = keys.length <= mostKeysTogether && !/[\r\n]/.test(text.slice(0, -1));
  return repeated || typed ? keys : [text];
};

/** What stands between control sequences: over a slow line, text and keys that change it come together. */
const keysOf = (text: string): string[] => {
  // Alt and a key are one.
  if (text.includes("\x1b")) return [backspace(text)];
  return text
    .split(controls)
    .flatMap((part) => (enterFirst.test(part) ? [part.slice(0, 1), part.slice(1)] : [part]))
    .filter((part) => part !== "")
    .flatMap((part) => (controls.test(part) ? [backspace(part)] : typedKeys(part)));
};

/**
 * Keys and reports of the mouse in a chunk of input. Control sequences that are neither are left out: they come with what somebody
 * copied from a terminal, and Ink 6.8 throws for some of them.
 * @returns pieces to be handled one after the other, and the beginning of a sequence that is not complete
 */
export const piecesOf = (chunk: string): { readonly pieces: readonly string[]; readonly rest: string } => {
  // An answer of the terminal that nobody waits for any more.
  const input = chunk.replace(answers, "");
  const tail = unfinished.exec(input)?.[0] ?? "";
  const rest = tail.length <= longestSequence ? tail : "";
  const pieces: string[] = [];
  let at = 0;
  const whole = input.slice(0, input.length - tail.length);
  for (const match of whole.matchAll(sequence)) {
    if (match.index > at) pieces.push(...keysOf(whole.slice(at, match.index)));
    if (known.test(match[0]) || isMouseReport(match[0])) pieces.push(match[0]);
    at = match.index + match[0].length;
  }
  if (at < whole.length) pieces.push(...keysOf(whole.slice(at)));
  return { pieces, rest };
};
