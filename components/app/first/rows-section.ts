import { type Line, run } from "../../charts/line.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { markedRow } from "../../ui/frame/sections.ts";
import { atTop, focus } from "../../ui/list/list-window.ts";
import { rowLine } from "./row-line.ts";
import type { Row } from "./rows.ts";

/** The names of the first screen's rows, one of them marked: beside what is asked about that one. */
export const rowsSection = (rows: readonly Row[], at: number): Section => ({
  title: "Images",
  draw: (columns, height) => {
    const { top } = focus(atTop, at, rows.length, height);
    const room = columns - 2;
    return rows.slice(top, top + height).map((row, index): Line => {
      const here = top + index === at;
      const [{ text, ...style } = run("")] = rowLine(row, room, room);
      return markedRow(text.trimEnd(), here, style);
    });
  },
  words: () => "",
});
