import { sanitize } from "../../../src/system/text.ts";
import { cutColumns, padColumns, wrapWords } from "../../../src/system/text-width.ts";
import { bar } from "../../charts/bar.ts";
import { glyphs } from "../../charts/glyphs.ts";
import { fitLine, type Line, type RunStyle, run } from "../../charts/line.ts";
import { chartColours } from "../../theme.ts";
import { megabytes } from "../format.ts";
import { signs } from "../signs.ts";
import type { Section } from "./panes.ts";

/** A sentence, with how it looks. */
export type Said = readonly [text: string, style?: RunStyle];

/** A sentence in lines of at most so many columns. */
export const wrappedLines = ([text, style]: Said, columns: number): Line[] =>
  wrapWords(sanitize(text), columns, true).map((line) => [run(line || " ", style)]);

/** A row of a list that only shows where one is: its mark, and its text. */
export const markedRow = (text: string, here: boolean, style: RunStyle = {}): Line => [
  run(here ? `${signs.here} ` : "  ", { colour: "accent" }),
  run(text, here ? { colour: "accent", bold: true } : style),
];

/**
 * Sentences, each from a line of its own on; where there is no room for that, those behind the first in one go, with a
 * sign where even that is cut.
 */
export const sentences = (title: string, all: readonly Said[]): Section => ({
  title: sanitize(title),
  draw: (columns, rows) => {
    const lines = all.flatMap((said) => wrappedLines(said, columns));
    const [first, ...others] = all;
    if (!first || lines.length <= rows) return lines;
    const rest = others.map(([text]) => (/[.!?]$/.test(text) ? text : `${text};`)).join(" ");
    const inOneGo = [...wrappedLines(first, columns), ...wrappedLines([rest.replace(/;$/, "")], columns)];
    const kept = inOneGo.slice(0, rows);
    const last = kept.pop();
    if (!last || inOneGo.length <= rows) return inOneGo;
    return [...kept, fitLine([...last, run(` ${signs.more}`)], columns, signs.more)];
  },
  words: () => `${sanitize(title)}. ${all.map(([text]) => sanitize(text)).join(" ")}`,
});

/** The largest first, each with a bar, and what all others take. */
export const bars = (
  title: string,
  parts: readonly { readonly name: string; readonly bytes: number }[],
  most: number,
): Section => {
  const sorted = parts.toSorted((a, b) => b.bytes - a.bytes);
  const rest = sorted.slice(most);
  const others = rest.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = [
    ...sorted.slice(0, most),
    ...(rest.length > 0 ? [{ name: `${rest.length.toLocaleString("en")} others`, bytes: others }] : []),
  ];
  const colourOf = (index: number) =>
    (index < most ? chartColours[index % chartColours.length] : undefined) ?? "idle";
  const largest = Math.max(1, ...rows.map(({ bytes }) => bytes));
  return {
    title,
    draw: (columns) => {
      const width = Math.floor(columns * 0.45);
      return rows.map(
        ({ name, bytes }, index): Line => [
          run(padColumns(cutColumns(sanitize(name), width - 1, signs.more), width)),
          bar(bytes / largest, columns - width - 8, colourOf(index), glyphs),
          run(megabytes(bytes).padStart(8)),
        ],
      );
    },
    words: () => `${title}: ${rows.map(({ name, bytes }) => `${name} ${megabytes(bytes)}`).join(", ")}.`,
  };
};

/** A section that leaves room for those below it. */
export const atMost = (most: number, section: Section): Section => ({
  ...section,
  draw: (columns, rows) => section.draw(columns, Math.min(rows, most)),
});
