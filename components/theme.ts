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
