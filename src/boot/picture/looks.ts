import type { Picture } from "./picture.ts";

/** What can be said of a screen without knowing what it should show. */
export interface Looks {
  /** blank: next to all of it has one colour. text: a text console. drawn: anything else, such as a desktop or a page. */
  readonly kind: "blank" | "text" | "drawn";
  /** Colours that were met. */
  readonly colours: number;
  /** Which part the most frequent colour has, from 0 to 1. */
  readonly share: number;
}

/** A mouse pointer alone on a screen does not make a picture. */
const blankShare = 0.999;
/**
 * Part of the rows, and of the columns, that something has to be on. A bar of a desktop has 7 % of the rows; a pointer, or what
 * a graphics card has left in its memory after a change of mode, has less.
 */
const leastSpread = 0.04;
/** Every so many pixels of a row and of a column: lines of text and edges are still met. */
const step = 2;

/**
 * Whether a colour is one of the 16 of a text console (the kernel's drivers/tty/vt/vt.c), whose letters have no half tones.
 * A graphics card with fewer bits a channel makes 0xa8 or 0xad of 0xaa.
 */
const isConsoleColour = (colour: number): boolean =>
  [16, 8, 0].every((shift) => {
    const value = (colour >> shift) & 255;
    return [0, 0x55, 0xaa, 0xff].some((level) => Math.abs(value - level) <= 4);
  });
/** A desktop whose colours are all of a text console has another background than black. */
const consoleShare = 0.6;

/** The colour of every `step`th pixel of every `step`th row. */
const sampled = ({ width, height, pixels }: Picture): Uint32Array[] =>
  Array.from({ length: Math.ceil(height / step) }, (_, row) =>
    Uint32Array.from({ length: Math.ceil(width / step) }, (_, column) => {
      const at = 3 * step * (row * width + column);
      return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
    }),
  );

/** Which part of the rows, or of the columns if that is less, has another colour than this one. */
const spreadOf = (rows: readonly Uint32Array[], most: number): number => {
  const columns = new Set<number>();
  let taken = 0;
  for (const row of rows) {
    let other = false;
    for (const [column, colour] of row.entries()) {
      if (colour === most) continue;
      other = true;
      columns.add(column);
    }
    if (other) taken += 1;
  }
  return Math.min(taken / rows.length, columns.size / (rows[0]?.length ?? 1));
};

/** Judges a screen by its colours. Pure; some tens of milliseconds. */
export const looksOf = (picture: Picture): Looks => {
  const rows = sampled(picture);
  const found = new Map<number, number>();
  for (const row of rows) for (const colour of row) found.set(colour, (found.get(colour) ?? 0) + 1);
  const all = [...found.values()].reduce((sum, count) => sum + count, 0);
  const [most, count] = [...found].reduce((one, other) => (other[1] > one[1] ? other : one), [0, 0]);
  const share = all === 0 ? 1 : count / all;
  const black = (found.get(0) ?? 0) / Math.max(1, all);
  const isText = black > consoleShare && [...found.keys()].every(isConsoleColour);
  const isBlank = share >= blankShare || spreadOf(rows, most) < leastSpread;
  const kind = isBlank ? "blank" : isText ? "text" : "drawn";
  return { kind, colours: found.size, share };
};
