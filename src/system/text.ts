import { stripVTControlCharacters } from "node:util";

/**
 * A line of a foreign tool, a client or a preset without anything that could move the cursor, change colours or
 * turn the writing direction.
 */
export const harmless = (line: string): string =>
  stripVTControlCharacters(line)
    .replaceAll("\t", "  ")
    .replace(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "");

/** The end of what a foreign tool said, for a failure that has to go into one screen. */
export const lastWords = (lines: readonly string[]): string[] =>
  lines.slice(-8).map((line) => harmless(line).slice(0, 480));
