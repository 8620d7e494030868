/** What a terminal sends around a paste (bracketed paste, xterm's control sequences), as Ink passes it on. */
const pasteBegins = "[200~";
const pasteEnds = "[201~";

/** Asks the terminal to mark pastes, and to stop that. */
export const markPastes = "\x1b[?2004h";
export const unmarkPastes = "\x1b[?2004l";

/** Keys that were pressed faster than they were read come together; more than that is a paste of an old terminal. */
const mostKeysTogether = 4;

export interface InputEvent {
  readonly text: string;
  readonly pasted: boolean;
}

/**
 * Takes one piece of input as Ink gives it: the escape character is off, keys pressed quickly are together. Pure.
 * @param paste what came of a paste so far; undefined where none has begun
 * @returns the keys to be handled one after the other, and the paste that goes on
 */
export const takeInput = (
  paste: string | undefined,
  input: string,
): { readonly events: readonly InputEvent[]; readonly paste: string | undefined } => {
  if (input === pasteBegins) return { events: [], paste: "" };
  if (paste !== undefined && input === pasteEnds)
    return { events: [{ text: paste, pasted: true }], paste: undefined };
  // Keys that Ink does not know, such as F5, and escape sequences in a paste.
  if (/^\[[0-9;?]*[A-Za-z~]$/.test(input) && input.length > 2) return { events: [], paste };
  if (paste !== undefined) return { events: [], paste: paste + input };
  const keys = [...input];
  const repeated = !/[\r\n]/.test(input) && keys.every((key) => key === keys[0]);
  const together = repeated || (keys.length <= mostKeysTogether && !/[\x00-\x1f\x7f]/.test(input));
  if (keys.length > 1 && together) return { events: keys.map((text) => ({ text, pasted: false })), paste };
  return { events: [{ text: input, pasted: keys.length > 1 }], paste };
};
