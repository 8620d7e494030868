import type { TextProps } from "ink";

type Style = Pick<TextProps, "color" | "dimColor" | "bold" | "underline" | "inverse" | "strikethrough">;

/**
 * The colours are six of the terminal's own palette, which its owner chose to be read on their background, light or dark.
 * Black, white and grey are not among them: one of these is the background, or as dark.
 *
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
  idle: { dimColor: true },
  /** What is not needed now. */
  quiet: { dimColor: true },
  emphasis: { bold: true },
  /** The part of a text that was searched for. */
  match: { color: "cyan", bold: true, underline: true },
  /** The character that the cursor is on. */
  cursor: { inverse: true },
  /** The sign of the row that the cursor is on. Whoever writes the screen makes a bar of the row (terminal/compose.ts). */
  here: { color: "cyan", strikethrough: true },
  /** Files by what they are. */
  directory: { color: "blue", bold: true },
  link: { color: "cyan" },
  executable: { color: "green" },
  archive: { color: "magenta" },
  device: { color: "yellow" },
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
 * Each colour as Ink names it, none for the usual one, as an SGR foreground of the terminal's own palette (ECMA-48), and as a background with white text on it: a muted one of the 256, since the palette's own are loud on
 * a whole area.
 */
const palette: Readonly<
  Record<Colour, readonly [ink: string | undefined, foreground: number, background: number]>
> = {
  accent: ["cyan", 36, 66],
  good: ["green", 32, 65],
  bad: ["red", 31, 95],
  warning: ["yellow", 33, 137],
  idle: [undefined, 39, 240],
  chart1: ["cyan", 36, 66],
  chart2: ["blue", 34, 67],
  chart3: ["magenta", 35, 96],
  chart4: ["green", 32, 65],
  chart5: ["yellow", 33, 137],
  chart6: [undefined, 39, 240],
};

/** The parameters of an SGR sequence that sets a colour. */
export const sgrOf = (colour: Colour, plane: "foreground" | "background" = "foreground"): string => {
  const [, foreground, background] = palette[colour];
  return plane === "foreground" ? String(foreground) : `48;5;${background};38;5;231`;
};

/** How many colours this terminal has for a picture. */
export type ColourDepth = "true" | "256" | "16" | "none";

/** From the variables that terminals set, and FORCE_COLOR as `supports-color` reads it. Pure. */
export const colourDepthOf = (env: NodeJS.ProcessEnv): ColourDepth => {
  const { FORCE_COLOR: forced = "", TERM: term = "", COLORTERM: colorterm = "" } = env;
  if (forced === "0" || term === "dumb") return "none";
  if (forced === "3" || /^(truecolor|24bit)$/.test(colorterm) || /kitty|ghostty|-direct$/.test(term))
    return "true";
  return forced === "2" || /256color/.test(term) ? "256" : "16";
};

export const colourDepth = colourDepthOf(process.env);

/** Whether this terminal shows colours: src/main.ts sets FORCE_COLOR for NO_COLOR, which Ink's colours follow. */
export const colours = colourDepth !== "none";

const levels = [0, 95, 135, 175, 215, 255];
/** The nearest level of the cube of 6 x 6 x 6 colours (xterm's 16 to 231). */
const levelOf = (value: number) =>
  levels.findIndex((level, index) => value <= (level + (levels[index + 1] ?? level)) / 2);

/** The parameters of an SGR sequence for a pixel's colour, 0xrrggbb, where the terminal has at least 256 colours. */
export const pixelSgr = (
  colour: number,
  plane: "foreground" | "background",
  depth: ColourDepth = colourDepth,
): string => {
  const [red, green, blue] = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  const code = plane === "foreground" ? 38 : 48;
  if (depth === "true") return `${code};2;${red};${green};${blue}`;
  return `${code};5;${16 + 36 * levelOf(red) + 6 * levelOf(green) + levelOf(blue)}`;
};

/** How a run of text looks, for `<Text>`. */
export const inkStyle = ({
  colour,
  bold = false,
  dim = false,
}: {
  readonly colour?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
}) => {
  const color = colour && palette[colour][0];
  return { bold, dimColor: dim, ...(color ? { color } : {}) };
};
