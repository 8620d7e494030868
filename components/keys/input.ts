/** What a terminal sends around a paste (bracketed paste, xterm's control sequences), as Ink passes it on. */
const pasteBegins = "[200~";
const pasteEnds = "[201~";

/** Asks the terminal to mark pastes, and to stop that. */
export const markPastes = "\x1b[?2004h";
export const unmarkPastes = "\x1b[?2004l";

/** In characters; nothing that can be written here is longer. */
const longestPaste = 64 * 1024;

export interface InputEvent {
  readonly text: string;
  readonly pasted: boolean;
}

/**
 * Takes one piece of input as Ink gives it: a key, or text that came at once. Pure.
 * @param paste what came of a paste so far; undefined where none has begun
 * @returns what is to be handled now, and the paste that goes on
 */
export const takeInput = (
  paste: string | undefined,
  input: string,
): { readonly event?: InputEvent; readonly paste: string | undefined } => {
  if (input === pasteBegins) return { paste: "" };
  if (paste === undefined) return { event: { text: input, pasted: [...input].length > 1 }, paste };
  if (input === pasteEnds) return { event: { text: paste, pasted: true }, paste: undefined };
  return { paste: (paste + input).slice(0, longestPaste) };
};
