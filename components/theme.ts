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

/**
 * Each colour as Ink names it, as an SGR foreground of the terminal's own palette (ECMA-48, 30 to 37 and 90), so that light
 * and dark both work, and as a background with white text on it: a muted one of the 256, since the palette's own are loud on
 * a whole area.
 */
const palette: Readonly<Record<Colour, readonly [ink: string, foreground: number, background: number]>> = {
  accent: ["cyan", 36, 66],
  good: ["green", 32, 65],
  bad: ["red", 31, 95],
  warning: ["yellow", 33, 137],
  idle: ["gray", 90, 240],
  chart1: ["cyan", 36, 66],
  chart2: ["blue", 34, 67],
  chart3: ["magenta", 35, 96],
  chart4: ["green", 32, 65],
  chart5: ["yellow", 33, 137],
  chart6: ["gray", 90, 240],
};

/** The parameters of an SGR sequence that sets a colour. */
export const sgrOf = (colour: Colour, plane: "foreground" | "background" = "foreground"): string => {
  const [, foreground, background] = palette[colour];
  return plane === "foreground" ? String(foreground) : `48;5;${background};38;5;231`;
};

/** Whether this terminal shows colours: src/main.ts sets FORCE_COLOR for NO_COLOR, which Ink's colours follow. */
export const colours = process.env.FORCE_COLOR !== "0" && process.env.TERM !== "dumb";

/** How a run of text looks, for `<Text>`. */
export const inkStyle = (run: {
  readonly colour?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
}) => ({
  bold: run.bold === true,
  dimColor: run.dim === true,
  ...(run.colour ? { color: palette[run.colour][0] } : {}),
});
