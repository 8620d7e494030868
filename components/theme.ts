import type { TextProps } from "ink";

type Style = Pick<TextProps, "color" | "dimColor" | "bold" | "inverse">;

/**
 * What colours and weights mean, for `<Text {...theme.accent}>`. No colour stands alone: a sign (ui/signs.ts) or a word says
 * the same.
 */
export const theme = {
  /** Where a person is, what keys they have, what is at work. */
  accent: { color: "cyan" },
  good: { color: "green" },
  bad: { color: "red" },
  warning: { color: "yellow" },
  /** What has not begun, or takes no keys. */
  idle: { color: "gray" },
  /** What is not needed now. */
  quiet: { dimColor: true },
  emphasis: { bold: true },
  /** The character that the cursor is on. */
  cursor: { inverse: true },
} as const satisfies Readonly<Record<string, Style>>;

/** What a colour of a picture or a pane means. `chart1` to `chart6` tell series apart. */
export type Colour =
  | "accent"
  | "good"
  | "bad"
  | "warning"
  | "idle"
  | "chart1"
  | "chart2"
  | "chart3"
  | "chart4"
  | "chart5"
  | "chart6";

export const chartColours: readonly Colour[] = ["chart1", "chart2", "chart3", "chart4", "chart5", "chart6"];

/** Foregrounds of the terminal's own palette (ECMA-48, SGR 30 to 37 and 90), so that light and dark both work. */
const foregrounds: Readonly<Record<Colour, number>> = {
  ...{ accent: 36, good: 32, bad: 31, warning: 33, idle: 90 },
  ...{ chart1: 36, chart2: 34, chart3: 35, chart4: 32, chart5: 33, chart6: 90 },
};
/** Backgrounds with white text on them: muted ones of the 256, since the palette's own are loud on a whole area. */
const backgrounds: Readonly<Record<Colour, number>> = {
  ...{ accent: 66, good: 65, bad: 95, warning: 137, idle: 240 },
  ...{ chart1: 66, chart2: 67, chart3: 96, chart4: 65, chart5: 137, chart6: 240 },
};

/** The parameters of an SGR sequence that sets a colour. */
export const sgrOf = (colour: Colour, plane: "foreground" | "background" = "foreground"): string =>
  plane === "foreground" ? String(foregrounds[colour]) : `48;5;${backgrounds[colour]};38;5;231`;

/** Whether this terminal shows colours: src/main.ts sets FORCE_COLOR for NO_COLOR, which Ink's colours follow. */
export const colours = process.env.FORCE_COLOR !== "0" && process.env.TERM !== "dumb";

/** The same colours for `<Text color>`. */
const inkColours: Readonly<Record<Colour, string>> = {
  ...{ accent: "cyan", good: "green", bad: "red", warning: "yellow", idle: "gray" },
  ...{ chart1: "cyan", chart2: "blue", chart3: "magenta", chart4: "green", chart5: "yellow", chart6: "gray" },
};
/** How a run of text looks, for `<Text>`. */
export const inkStyle = (run: {
  readonly colour?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
}) => ({
  bold: run.bold === true,
  dimColor: run.dim === true,
  ...(run.colour ? { color: inkColours[run.colour] } : {}),
});
