import { unicode } from "../charts/glyphs.ts";

/** Takes the ASCII sign where the locale has no Unicode. */
const sign = (usual: string, ascii: string) => (unicode ? usual : ascii);

/** Signs of state, and lines. A colour never stands without a sign or a word. */
export const signs = {
  here: sign("❯", ">"),
  done: sign("✔", "v"),
  running: sign("●", ">"),
  waiting: sign("·", "."),
  failed: sign("✘", "X"),
  warning: "!",
  rule: sign("─", "-"),
  dots: sign("┄", "-"),
  full: sign("█", "#"),
  empty: sign("░", "."),
  up: sign("↑", "^"),
  down: sign("↓", "v"),
  knob: sign("●", "O"),
  more: sign("…", "~"),
  grown: sign("▲", "+"),
  shrunk: sign("▼", "-"),
  undo: sign("↶", "<"),
  changed: "*",
  /** What clients read until they are up. */
  hot: sign("•", "o"),
  open: sign("▾", "-"),
  closed: sign("▸", "+"),
  /** Before what belongs to the row above. */
  below: sign("└", "`"),
};
