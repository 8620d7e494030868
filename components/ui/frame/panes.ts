import { createContext, useContext, useMemo } from "react";
import { glyphs } from "../../charts/glyphs.ts";
import { ansiLine, fitLine, imageOf, type Line, lineWidth, run } from "../../charts/line.ts";
import { insideOf, type Panes, type Region, type Sides } from "../../layout.ts";
import type { Segment } from "../../terminal/overlay.ts";
import { colours } from "../../theme.ts";
import { signs } from "../signs.ts";

/** A part of a pane, with its title in the border above it. */
export interface Section {
  readonly title: string;
  /** Its rows in so many columns, at most `rows` of them. */
  readonly draw: (columns: number, rows: number) => readonly Line[];
  /** What it shows, in a sentence: for a screen reader. Either is called only where it is needed. */
  readonly words: () => string;
}

/** What stands beside the bodies of screens, most important section first. */
export interface SidePanes {
  readonly left?: readonly Section[] | undefined;
  readonly right?: readonly Section[] | undefined;
}

const none: SidePanes = {};
const SidePanesContext = createContext(none);
/** All screens in it have these panes at their sides, where there is room. */
export const SidePanesProvider = SidePanesContext.Provider;
export const useSidePanes = (): SidePanes => useContext(SidePanesContext);

/** Where a screen has panes: they themselves, or `true` for one whose contents are known later than its place. */
export interface BesideBody {
  readonly left?: SidePanes["left"] | boolean;
  readonly right?: SidePanes["right"] | boolean;
}

export const sidesOf = ({ left, right }: BesideBody): Sides => ({ left: !!left, right: !!right });

/** Fewer rows of a pane have its first section only. */
const manySections = 25;

/** Whether a pane shows more than its first section. */
export const hasAllSections = (region: Pick<Region, "columns" | "rows">): boolean =>
  insideOf({ left: 0, top: 0, ...region }).rows >= manySections;

/** A border with a title in it, as wide as its pane. */
const borderLine = (
  title: string,
  columns: number,
  ends: readonly [string, string],
  focused: boolean,
): Line => {
  const [, , , , horizontal] = glyphs.border;
  const colour = focused ? ({ colour: "accent" } as const) : ({ dim: true } as const);
  const words = title
    ? [run(" "), run(title, focused ? { colour: "accent", bold: true } : { bold: true }), run(" ")]
    : [];
  const rest = columns - 2 - lineWidth(words);
  // A title that takes all there is has no line before it.
  const before = Math.min(title ? 1 : 0, Math.max(0, rest));
  return [
    run(ends[0] + horizontal.repeat(before), colour),
    ...fitLine(words, Math.min(lineWidth(words), columns - 2 - before), signs.more),
    run(horizontal.repeat(Math.max(0, rest - before)) + ends[1], colour),
  ];
};

/** The rows of a pane with its border. Sections below the first have a line with their title above them. */
export const paneLines = (
  sections: readonly Section[],
  region: Pick<Region, "columns" | "rows">,
  focused = false,
): Line[] => {
  const [topLeft, topRight, bottomLeft, bottomRight, , vertical] = glyphs.border;
  const inside = insideOf({ left: 0, top: 0, ...region });
  const edge = run(vertical, focused ? { colour: "accent" } : { dim: true });
  const rows: Line[] = [];
  let left = inside.rows;
  for (const [index, section] of (hasAllSections(region) ? sections : sections.slice(0, 1)).entries()) {
    const title = index > 0 ? 1 : 0;
    const room = left - title;
    if (room < 2) break;
    const drawn = section.draw(inside.columns, room).slice(0, room);
    if (drawn.length === 0) continue;
    left = room - drawn.length;
    if (title) rows.push(borderLine(section.title, region.columns, glyphs.across, focused));
    rows.push(
      ...drawn.map((line) => [edge, run(" "), ...fitLine(line, inside.columns, signs.more), run(" "), edge]),
    );
  }
  const blank: Line = [edge, run(" ".repeat(inside.columns + 2)), edge];
  while (rows.length < inside.rows) rows.push(blank);
  return [
    borderLine(sections[0]?.title ?? "", region.columns, [topLeft, topRight], focused),
    ...rows,
    borderLine("", region.columns, [bottomLeft, bottomRight], focused),
  ];
};

const placed = (lines: readonly Line[], { left, top, columns }: Region): Segment[] =>
  lines.map((line, index) => ({
    ...{ row: top + index, column: left, width: columns, text: ansiLine(line, colours) },
    image: imageOf(line),
  }));

/** The border of the middle pane alone: its inside is Ink's. */
const frameOf = (title: string, region: Region): Segment[] => {
  const lines = paneLines([{ title, draw: () => [], words: () => "" }], region, true);
  const edge = ansiLine([lines[1]?.[0] ?? run(" ")], colours);
  const [first, last] = [lines[0], lines.at(-1)].map((line) => ansiLine(line ?? [], colours));
  const inside = insideOf(region);
  const side = (row: number, column: number): Segment => ({ row, column, width: 1, text: edge });
  return [
    { row: region.top, column: region.left, width: region.columns, text: first ?? "" },
    ...Array.from({ length: inside.rows }, (_, index) => inside.top + index).flatMap((row) => [
      side(row, region.left),
      side(row, region.left + region.columns - 1),
    ]),
    { row: inside.top + inside.rows, column: region.left, width: region.columns, text: last ?? "" },
  ];
};

/** All that lies around the body of a wide screen: the panes at its sides, and its own border with its title. */
export const useSegments = (
  title: string,
  panes: Panes | undefined,
  { left, right }: SidePanes,
): readonly Segment[] => {
  return useMemo(
    () =>
      panes
        ? [
            ...(panes.left && left ? placed(paneLines(left, panes.left), panes.left) : []),
            ...frameOf(title, panes.middle),
            ...(panes.right && right ? placed(paneLines(right, panes.right), panes.right) : []),
          ]
        : [],
    [title, panes, left, right],
  );
};
