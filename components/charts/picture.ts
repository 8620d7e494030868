import { type Picture, scaled } from "../../src/boot/picture/picture.ts";
import { type ColourDepth, colourDepth } from "../theme.ts";
import { unicode } from "./glyphs.ts";
import { type Line, type Run, run } from "./line.ts";

/** What a picture is drawn with: half blocks in colour, else characters from dark to bright. */
export interface PictureStyle {
  readonly depth: ColourDepth;
  readonly unicode: boolean;
}

export const pictureStyle: PictureStyle = { depth: colourDepth, unicode };

const shades = [..." ░▒▓█"];
const asciiShades = [..." .:-=+*#%@"];

/** The cells that a picture takes of a room, with its proportions: a cell is twice as high as it is wide. Pure. */
export const cellsOf = (
  { width, height }: Pick<Picture, "width" | "height">,
  columns: number,
  rows: number,
): { readonly columns: number; readonly rows: number } => {
  const scale = Math.min(columns / width, (2 * rows) / height);
  return {
    columns: Math.max(1, Math.min(columns, Math.round(width * scale))),
    rows: Math.max(1, Math.min(rows, Math.round((height * scale) / 2))),
  };
};

const colourAt = ({ pixels, width }: Picture, x: number, y: number): number => {
  const at = 3 * (y * width + x);
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
};

/** How bright a colour is to the eye, from 0 to 1 (ITU-R BT.601). */
const brightness = (colour: number): number =>
  (0.299 * ((colour >> 16) & 255) + 0.587 * ((colour >> 8) & 255) + 0.114 * (colour & 255)) / 255;

/** Cells of the same look in one run. */
const joined = (cells: readonly Run[]): Line => {
  const runs: Run[] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    const same = last?.pixels?.[0] === cell.pixels?.[0] && last?.pixels?.[1] === cell.pixels?.[1];
    if (last && same) runs[runs.length - 1] = { ...last, text: last.text + cell.text };
    else runs.push(cell);
  }
  return runs;
};

const inHalfBlocks = (picture: Picture, columns: number, rows: number): Line[] => {
  const small = scaled(picture, columns, 2 * rows);
  return Array.from({ length: rows }, (_, row) =>
    joined(
      Array.from({ length: columns }, (_, x) =>
        run("▀", { pixels: [colourAt(small, x, 2 * row), colourAt(small, x, 2 * row + 1)] }),
      ),
    ),
  );
};

const inCharacters = (
  picture: Picture,
  columns: number,
  rows: number,
  characters: readonly string[],
): Line[] => {
  const small = scaled(picture, columns, rows);
  const of = (x: number, y: number) =>
    characters[Math.round(brightness(colourAt(small, x, y)) * (characters.length - 1))] ?? " ";
  return Array.from({ length: rows }, (_, y) => [
    run(Array.from({ length: columns }, (_, x) => of(x, y)).join("")),
  ]);
};

const kept = new WeakMap<Picture, { readonly key: string; readonly lines: readonly Line[] }>();

/** A picture in at most so many cells, in the middle of `columns`. A picture of one size is worked out once. */
export const pictureLines = (
  picture: Picture,
  columns: number,
  rows: number,
  style: PictureStyle = pictureStyle,
): readonly Line[] => {
  const key = [columns, rows, style.depth, style.unicode].join(" ");
  const known = kept.get(picture);
  if (known?.key === key) return known.lines;
  const cells = cellsOf(picture, columns, rows);
  const coloured = style.unicode && (style.depth === "true" || style.depth === "256");
  const drawn = coloured
    ? inHalfBlocks(picture, cells.columns, cells.rows)
    : inCharacters(picture, cells.columns, cells.rows, style.unicode ? shades : asciiShades);
  const margin = run(" ".repeat(Math.floor((columns - cells.columns) / 2)));
  const lines = drawn.map((line, index): Line => {
    const [first, ...rest] = line;
    const marked = index === 0 && first ? [{ ...first, image: { picture, ...cells } }, ...rest] : line;
    return margin.text ? [margin, ...marked] : marked;
  });
  kept.set(picture, { key, lines });
  return lines;
};
