import { sequence } from "./input-pieces.ts";

/** What a terminal sends around a paste (bracketed paste, xterm's control sequences). */
export const pasteBegins = "\x1b[200~";
const pasteEnds = "\x1b[201~";

/** In characters; nothing that can be written here is longer. */
const longestPaste = 64 * 1024;

/**
 * Parts of the input: what is typed, and pastes, of which text is left. A paste of any size is taken as it comes, and no
 * more of it kept than can be used. Nothing in it is a key, whatever it has copied from a terminal.
 */
export class Pastes {
  private paste: string | undefined;
  /** The end of what came last, which may be the beginning of the mark. */
  private tail = "";

  /** What is to be handled now: typed input, and whole pastes between their marks. */
  take(input: string): string[] {
    const parts: string[] = [];
    for (let left = input; left !== ""; ) left = this.takePart(left, parts);
    return parts;
  }

  /** Takes what is typed up to a paste, or a paste up to its end. @returns what follows */
  private takePart(input: string, parts: string[]): string {
    if (this.paste === undefined) {
      const at = input.indexOf(pasteBegins);
      parts.push(at < 0 ? input : input.slice(0, at));
      if (at < 0) return "";
      this.paste = "";
      return input.slice(at + pasteBegins.length);
    }
    const text = this.tail + input;
    const end = text.indexOf(pasteEnds);
    // A terminal that never ends a paste must not keep a person in here.
    const given = end < 0 && input === "\x03";
    this.tail = end < 0 && !given ? (/\x1b(?:\[(?:2(?:0(?:1)?)?)?)?$/.exec(text)?.[0] ?? "") : "";
    this.keep(text.slice(0, end < 0 ? text.length - this.tail.length : end));
    if (end < 0 && !given) return "";
    const clean = this.paste.replaceAll(sequence, "").replace(/[^\P{Cc}\t\r\n]/gu, "");
    if (!given) parts.push(`${pasteBegins}${clean}${pasteEnds}`);
    this.paste = undefined;
    return given ? input : text.slice(end + pasteEnds.length);
  }

  private keep(text: string): void {
    const room = longestPaste - (this.paste?.length ?? 0);
    if (room > 0) this.paste += text.slice(0, room);
  }
}
