import { stripVTControlCharacters } from "node:util";

/**
 * A line from a foreign program, a client or a preset, without characters that move the cursor, change colours or
 * reverse the direction of text.
 */
export const sanitize = (line: string): string =>
  stripVTControlCharacters(line)
    .replaceAll("\t", "  ")
    .replace(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "");

/** The last lines of output of a foreign program, few and short enough for one screen. */
export const lastWords = (lines: readonly string[]): string[] =>
  lines.slice(-8).map((line) => sanitize(line).slice(0, 480));
