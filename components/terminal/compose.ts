import { textWidth } from "../../src/system/text-width.ts";
import type { Overlay, Segment } from "./overlay.ts";

/** The sign of the row that the cursor is on (`theme.here`): nothing else is struck through. */
const here = "\x1b[9m";
/** All but an underline, which marks what was searched for. */
const styles = /\x1b\[(?!2?4m)[\d;]*m/g;

/**
 * A row as a bar over its whole width, in the terminal's own two colours the other way round: it can be read on every
 * background, whatever colours were in the row.
 */
const barOf = (text: string, width: number): string => {
  const plain = text.replace(styles, "");
  return `\x1b[7m${plain}${" ".repeat(Math.max(0, width - textWidth(plain)))}\x1b[0m`;
};

/**
 * The segments of a whole screen: Ink's lines at their place, and what is laid over. Pure.
 * @param frame Ink's newest frame, lines with SGR sequences
 */
export const segmentsOf = (frame: string, columns: number, overlay: Overlay | undefined): Segment[] => {
  const { origin } = overlay ?? { origin: { row: 0, column: 0, columns } };
  const { column, columns: width } = origin;
  const lines = frame.split("\n").map((line, index) => {
    const text = line.includes(here) ? barOf(line, width) : line;
    return { row: origin.row + index, column, width, text };
  });
  return [...lines, ...(overlay?.segments ?? [])];
};
