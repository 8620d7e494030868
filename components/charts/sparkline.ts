import type { Colour } from "../theme.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Run, run } from "./line.ts";

/**
 * The newest `width` values as columns of one row, oldest left; blanks in front of fewer.
 * @param highest the value of a full cell; left out, the largest that is shown
 */
export const sparkline = (
  values: readonly number[],
  width: number,
  colour: Colour,
  glyphs: Glyphs,
  highest?: number,
): Run => {
  const shown = values.slice(-width);
  const top = highest ?? Math.max(0, ...shown);
  const levels = glyphs.vertical.length;
  const text = shown.map((value) => {
    const level = top > 0 ? Math.ceil((Math.min(value, top) / top) * levels) : 0;
    return glyphs.vertical[Math.max(0, level - 1)] ?? " ";
  });
  return run(text.join("").padStart(width), { colour });
};
