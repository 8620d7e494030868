import { colours } from "../theme.ts";

/** Characters that pictures are drawn with; plain ASCII where the locale has no more. */
export interface Glyphs {
  /** An eighth of a cell and more, from the left; the last one is full. */
  readonly horizontal: readonly string[];
  /** An eighth of a cell and more, from the bottom; the last one is full. */
  readonly vertical: readonly string[];
  /** What is expected, and not there yet. */
  readonly shade: string;
  /** A series without colours is told from its neighbour by its character. */
  readonly series: readonly string[];
  readonly axis: {
    readonly left: string;
    readonly corner: string;
    readonly bottom: string;
    readonly tick: string;
  };
  readonly point: string;
  readonly chosen: string;
  /** Corners and sides of a pane: top left, top right, bottom left, bottom right, horizontal, vertical. */
  readonly border: readonly [string, string, string, string, string, string];
  /** Ends of a line across a pane: left, right. */
  readonly across: readonly [string, string];
}

export const unicodeGlyphs: Glyphs = {
  horizontal: [..."▏▎▍▌▋▊▉█"],
  vertical: [..."▁▂▃▄▅▆▇█"],
  shade: "░",
  series: ["█"],
  axis: { left: "┤", corner: "└", bottom: "─", tick: "┬" },
  point: "·",
  chosen: "●",
  border: ["┌", "┐", "└", "┘", "─", "│"],
  across: ["├", "┤"],
};

export const asciiGlyphs: Glyphs = {
  horizontal: ["#"],
  vertical: ["_", ".", "-", "=", "#"],
  shade: ".",
  series: ["#", "=", "%", "+", "*", "o", "-"],
  axis: { left: "|", corner: "+", bottom: "-", tick: "+" },
  point: ".",
  chosen: "O",
  border: ["+", "+", "+", "+", "-", "|"],
  across: ["+", "+"],
};

const locale = process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || "";
/** Whether the locale's characters are those of Unicode. */
export const unicode = /utf-?8/i.test(locale);
/** What this terminal can show. */
export const glyphs: Glyphs = unicode
  ? // Without colours a series is told from its neighbour by its shade.
    { ...unicodeGlyphs, ...(colours ? {} : { series: ["█", "░", "▓", "▒", "▞", "▖"] }) }
  : asciiGlyphs;
