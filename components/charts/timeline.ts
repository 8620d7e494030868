import type { Colour } from "../theme.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, type Run, run } from "./line.ts";

/** A stretch of time, in seconds from the beginning. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface TimelineRow {
  /** What has happened, in full blocks. */
  readonly real?: Span;
  /** What is expected, in shade behind it. */
  readonly expected?: Span;
  readonly colour: Colour;
}

/** The columns of one row of a timeline: blanks, blocks from its beginning to its end, shade to where it is expected to end. */
export const timelineRow = (
  { real, expected, colour }: TimelineRow,
  seconds: number,
  width: number,
  glyphs: Glyphs,
): Line => {
  const column = (at: number) =>
    Math.round((Math.min(Math.max(at, 0), seconds) / Math.max(1e-9, seconds)) * width);
  const full = glyphs.horizontal[glyphs.horizontal.length - 1] ?? "#";
  const start = column(real?.from ?? expected?.from ?? 0);
  // What took next to no time has a column as well.
  const end = real ? Math.min(width, Math.max(column(real.to), start + 1)) : start;
  const until = Math.max(end, expected ? column(expected.to) : end);
  const runs: Run[] = [
    run(" ".repeat(Math.min(start, width - (end - start)))),
    run(full.repeat(end - start), { colour }),
    run(glyphs.shade.repeat(until - end), { dim: true }),
  ];
  const used = runs.reduce((sum, { text }) => sum + text.length, 0);
  return [...runs, run(" ".repeat(Math.max(0, width - used)))].filter(({ text }) => text.length > 0);
};

/** Steps of an axis that are easily read, in seconds. */
const steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** The times below or above a timeline, as many as have room. @param text how a number of seconds is written */
export const timeAxis = (seconds: number, width: number, text: (seconds: number) => string): Line => {
  const room = Math.max(1, Math.floor(width / 7));
  const step = steps.find((one) => seconds / one <= room) ?? Math.ceil(seconds / room);
  let axis = "";
  for (let at = 0; at <= seconds; at += step) {
    const column = Math.round((at / Math.max(1e-9, seconds)) * width);
    const word = text(at);
    if (column + word.length > width) break;
    axis = axis.padEnd(column) + word;
  }
  return [run(axis.padEnd(width), { dim: true })];
};
