import { padColumns, textWidth } from "../../src/system/text-width.ts";
import type { Colour } from "../theme.ts";
import type { Glyphs } from "./glyphs.ts";
import { fitLine, type Line, run } from "./line.ts";

export interface Change {
  readonly label: string;
  /** Less than 0 goes to the left of the middle line. */
  readonly value: number;
  /** The number with its sign and unit. */
  readonly note: string;
}

export interface DivergingOptions {
  readonly width: number;
  readonly glyphs: Glyphs;
  /** The sign of a word that was cut. */
  readonly more: string;
  readonly colours: { readonly less: Colour; readonly more: Colour };
}

const widestLabel = 24;

/** Changes as bars left and right of a middle line, all to one scale; label left, number right. */
export const diverging = (changes: readonly Change[], options: DivergingOptions): Line[] => {
  const { width, glyphs, more, colours } = options;
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(textWidth));
  const noteColumns = widest(changes.map(({ note }) => note)) + 1;
  const most = Math.min(widestLabel, Math.floor((width - noteColumns) / 2));
  const labelColumns = Math.min(most, widest(changes.map(({ label }) => label)));
  const half = Math.max(1, Math.floor((width - labelColumns - noteColumns - 2) / 2));
  const largest = Math.max(1, ...changes.map(({ value }) => Math.abs(value)));
  const full = glyphs.horizontal.at(-1) ?? "";
  const middle = glyphs.border[5];
  return changes.map(({ label, value, note }) => {
    // What is not 0 has a column at least.
    const columns = value === 0 ? 0 : Math.max(1, Math.round((Math.abs(value) / largest) * half));
    const bar = full.repeat(columns);
    const [left, right] = value < 0 ? [bar.padStart(half), ""] : ["", bar];
    const room = width - labelColumns - 1 - half - 1 - half;
    return [
      ...fitLine([run(padColumns(label, labelColumns))], labelColumns, more),
      run(` ${left.padStart(half)}`, { colour: colours.less }),
      run(middle, { dim: true }),
      run(right.padEnd(half), { colour: colours.more }),
      run(note.padStart(Math.max(note.length, room))),
    ];
  });
};
