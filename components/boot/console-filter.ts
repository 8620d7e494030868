/** Rows of the screen that a client on a serial line believes in; what scrolls off it cannot be reached any more. */
export const screenRows = 24;
export const longestLine = 1000;
const longestSequence = 64;

/** A beginning of a sequence, of a string or of a character (UTF-16) that goes on in the next chunk; a cursor sent home. */
const unfinished =
  /(?:\x1b\[1?;?1?H)?(?:\x1b(?:\[[ -?]*|[\]P^_X][^\x07\n\x18\x1a\x1b]*|[ -/]*)|[\ud800-\udbff])?$/;
/** Titles, questions and pictures (OSC, DCS and their like), which a line break ends as well, should their end be lost. */
const strings = /\x1b[\]P^_X][^\x07\n\x18\x1a\x1b]*[\x07\n\x18\x1a]?/g;
/** Sequences that a control character breaks off. */
const broken = /\x1b\[[ -?]*(?=[\x00-\x1f])/g;
/** C1 controls, halves of characters, and what turns the writing direction. */
const invisible = /[\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
const sequences = /\x1b\[([<-?]?)([ -?]*)([@-~])/g;

/**
 * Whether a control sequence is for a screen of lines. No modes of a terminal (an alternate screen hides the lines), and
 * no places and counts outside of the screen: a client asks so for its size, or wants to keep us busy.
 */
const isForLines = (mode: string, parameters: string, final: string): boolean => {
  const [first = 0, ...others] = parameters.split(/[;:]/).map(Number);
  const most = "HfSTLM".includes(final) ? screenRows : longestLine;
  return mode === "" && first <= most && !others.some((other) => other > longestLine);
};

/** Takes out of a client's output what a terminal emulator must not see. Remembers what a chunk ended in. */
export class ConsoleFilter {
  private held = "";

  pass(chunk: string): string {
    const all = this.held + chunk;
    const tail = unfinished.exec(all)?.[0] ?? "";
    // Of a string only its beginning counts.
    const held = tail.replace(/(\x1b[\]P^_X]).*/s, "$1");
    this.held = held.length <= longestSequence ? held : "";
    return (
      all
        .slice(0, all.length - tail.length)
        .replace(strings, "")
        .replace(broken, "")
        .replace(invisible, "")
        // A terminal that is reset, and what "clear" sends: erasing all keeps the lines, erasing below does not.
        .replaceAll("\x1bc", "\x1b[!p\x1b[2J\x1b[H")
        .replace(/(\x1b\[1?;?1?H)\x1b\[0?J/g, "$1\x1b[2J")
        .replace(sequences, (all, mode, parameters, final) =>
          isForLines(mode, parameters, final) && all !== "\x1b[3J" ? all : "",
        )
    );
  }
}
