import type { Pictures } from "../../src/boot/picture/kinds.ts";
import type { CellSize } from "../../src/boot/picture/protocols.ts";

/** What a terminal can show, and the size of its cells. */
export interface PictureSupport {
  readonly pictures: Pictures;
  readonly cell: CellSize;
}

/** Where the terminal does not tell; most fonts have about these proportions. */
const usualCell: CellSize = { width: 10, height: 20 };
export const onlyBlocks: PictureSupport = { pictures: "blocks", cell: usualCell };

/** Terminals that say in the environment that they show pictures. A program in between may not pass them on: they are asked. */
const saysKitty = ({ KITTY_WINDOW_ID, TERM = "", TERM_PROGRAM = "", KONSOLE_VERSION }: NodeJS.ProcessEnv) =>
  Boolean(KITTY_WINDOW_ID || KONSOLE_VERSION) ||
  /kitty|ghostty/.test(TERM) ||
  /^(ghostty|WezTerm|kitty)$/.test(TERM_PROGRAM);
const saysIterm = ({ TERM_PROGRAM = "", LC_TERMINAL = "" }: NodeJS.ProcessEnv) =>
  /^(iTerm\.app|WezTerm|mintty)$/.test(TERM_PROGRAM) || LC_TERMINAL === "iTerm2";
/** Terminals that would print a question. */
const isMute = ({ TERM = "" }: NodeJS.ProcessEnv) => /^(linux|dumb|vt\d*|)$/.test(TERM);

/** The last one, which every terminal answers (DA1 of ECMA-48 and DEC). */
const attributes = "\x1b[c";
const cellSize = "\x1b[16t";
const version = "\x1b[>q";
const kittyQuery = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";

/** What a terminal is asked; empty for one that is not asked. Pure. */
export const questionFor = (env: NodeJS.ProcessEnv): string =>
  isMute(env)
    ? ""
    : `${saysKitty(env) ? kittyQuery : ""}${saysIterm(env) ? version : ""}${cellSize}${attributes}`;

/** Answers of a terminal, which are no keys: APC, DCS and OSC strings, and reports. */
export const answers = /\x1b[_P\]][^\x07\x1b]*(?:\x1b\\|\x07)|\x1b\[\?[\d;]*c|\x1b\[6;\d+;\d+t/g;
/** Whether the last answer has come. */
export const isAnswered = (text: string): boolean => /\x1b\[\?[\d;]*c/.test(text);

/** What a terminal supports, by what it has answered: claims in the environment alone do not count. Pure. */
export const supportOf = (env: NodeJS.ProcessEnv, answered: string): PictureSupport => {
  const [, height = 0, width = 0] = (/\x1b\[6;(\d+);(\d+)t/.exec(answered) ?? []).map(Number);
  const known = width >= 2 && width <= 100 && height >= 2 && height <= 200;
  const cell = known ? { width, height } : usualCell;
  const sixel = /\x1b\[\?(?:\d+;)*4(?:;\d+)*c/.test(answered);
  if (/\x1b_Gi=31;OK\x1b\\/.test(answered)) return { pictures: "kitty", cell };
  if (saysIterm(env) && /\x1bP>\|(iTerm2|WezTerm|mintty)/.test(answered)) return { pictures: "iterm", cell };
  // Without the size of a cell a picture would not fit its place.
  return sixel && known ? { pictures: "sixel", cell } : { pictures: "blocks", cell };
};
