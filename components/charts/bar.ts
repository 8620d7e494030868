import type { Colour } from "../theme.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, type Run, run } from "./line.ts";

export interface Part {
  readonly value: number;
  readonly colour: Colour;
}

/** Whole columns for each value, in proportion, with their sum the columns of all; what is not 0 has one at least. */
export const columnsOf = (values: readonly number[], columns: number): number[] => {
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (total <= 0) return values.map(() => 0);
  const exact = values.map((value) => (Math.max(0, value) / total) * columns);
  const whole = exact.map((value) => (value > 0 ? Math.max(1, Math.floor(value)) : 0));
  let spare = columns - whole.reduce((sum, value) => sum + value, 0);
  // Largest remainder first; too many columns are taken from the largest.
  const order = exact.map((value, index) => ({ index, rest: value - Math.floor(value) }));
  for (const { index } of order.toSorted((a, b) => b.rest - a.rest)) {
    if (spare <= 0) break;
    if ((exact[index] ?? 0) <= 0) continue;
    whole[index] = (whole[index] ?? 0) + 1;
    spare -= 1;
  }
  while (spare < 0) {
    const largest = whole.indexOf(Math.max(...whole));
    whole[largest] = (whole[largest] ?? 0) - 1;
    spare += 1;
  }
  return whole;
};

/** What a series is drawn with, by its place. */
export const seriesGlyph = (index: number, { series }: Glyphs): string => series[index % series.length] ?? "";

/** Parts side by side, `width` columns in all; each has its colour, and in ASCII its character. */
export const stackedBar = (parts: readonly Part[], width: number, glyphs: Glyphs): Line =>
  columnsOf(
    parts.map(({ value }) => value),
    width,
  ).map((columns, index) =>
    run(seriesGlyph(index, glyphs).repeat(columns), {
      colour: parts[index]?.colour ?? "accent",
    }),
  );

/** A bar to `fraction` of `width` columns, in eighths of a column where there are characters for it; blanks behind. */
export const bar = (fraction: number, width: number, colour: Colour, glyphs: Glyphs): Run => {
  const { horizontal } = glyphs;
  const steps = horizontal.length;
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * steps);
  const full = Math.floor(eighths / steps);
  const last = eighths % steps === 0 ? "" : (horizontal[(eighths % steps) - 1] ?? "");
  const text = (horizontal[steps - 1] ?? "").repeat(full) + last;
  return run(text.padEnd(width), { colour });
};
