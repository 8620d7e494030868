/** What a terminal sends around a paste (bracketed paste, xterm's control sequences), as Ink passes it on. */
const pasteBegins = "[200~";
const pasteEnds = "[201~";

/** Asks the terminal to mark pastes, and to stop that. */
export const markPastes = "\x1b[?2004h";
export const unmarkPastes = "\x1b[?2004l";

export interface InputEvent {
  readonly text: string;
  /** A key; text that came at once, from a program or from a terminal that marks no pastes; or a paste. */
  readonly kind: "key" | "together" | "paste";
}

/**
 * Takes one piece of input as Ink gives it. Pure.
 * @param paste what came of a paste so far; undefined where none has begun
 * @returns what is to be handled now, and the paste that goes on
 */
export const takeInput = (
  paste: string | undefined,
  input: string,
): { readonly event?: InputEvent; readonly paste: string | undefined } => {
  if (input === pasteBegins) return { paste: "" };
  if (paste === undefined) {
    return { event: { text: input, kind: [...input].length > 1 ? "together" : "key" }, paste };
  }
  if (input === pasteEnds) return { event: { text: paste, kind: "paste" }, paste: undefined };
  return { paste: paste + input };
};
