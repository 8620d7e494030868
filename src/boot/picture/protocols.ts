import { deflateSync } from "node:zlib";
import type { PictureProtocol } from "./kinds.ts";
import { type Picture, scaled } from "./picture.ts";
import { pngOf } from "./png.ts";

/** A cell of the terminal, in pixels. */
export interface CellSize {
  readonly width: number;
  readonly height: number;
}

/** Cells that a picture is to take. */
interface Cells {
  readonly columns: number;
  readonly rows: number;
}

/** No more pixels than the terminal shows of it. */
const shrunk = (picture: Picture, { columns, rows }: Cells, cell: CellSize): Picture => {
  const [width, height] = [columns * cell.width, rows * cell.height];
  return width < picture.width || height < picture.height ? scaled(picture, width, height) : picture;
};

/** The one picture that is on the screen. */
const kittyId = 7;
const kittyChunk = 4096;

/** sw.kovidgoyal.net/kitty/graphics-protocol: pixels, packed, in pieces of base64. */
const kittyOf = ({ width, height, pixels }: Picture, { columns, rows }: Cells): string => {
  const data = deflateSync(pixels).toString("base64");
  const pieces = data.match(new RegExp(`.{1,${kittyChunk}}`, "g")) ?? [""];
  const head = `a=T,f=24,o=z,s=${width},v=${height},c=${columns},r=${rows},i=${kittyId},p=1,q=2,C=1,`;
  return pieces
    .map(
      (piece, index) =>
        `\x1b_G${index === 0 ? head : ""}m=${index < pieces.length - 1 ? 1 : 0};${piece}\x1b\\`,
    )
    .join("");
};

/** iterm2.com/documentation-images.html: a PNG. */
const itermOf = (picture: Picture, { columns, rows }: Cells): string => {
  const png = pngOf(picture);
  const head = `inline=1;size=${png.length};width=${columns};height=${rows};preserveAspectRatio=0;doNotMoveCursor=1`;
  return `\x1b]1337;File=${head}:${png.toString("base64")}\x07`;
};

/** Six levels a channel: no terminal has fewer than 216 colours. */
const levels = 5;
const bandRows = 6;

/** The same character several times. */
const repeated = (count: number, character: string) =>
  count > 3 ? `!${count}${character}` : character.repeat(count);

/** A row of six pixels in height: bits for each column, as characters. */
const bandText = (bits: Uint8Array): string => {
  let text = "";
  let begin = 0;
  for (let x = 1; x <= bits.length; x += 1) {
    if (x < bits.length && bits[x] === bits[begin]) continue;
    text += repeated(x - begin, String.fromCharCode(63 + (bits[begin] ?? 0)));
    begin = x;
  }
  return text;
};

/** DEC's sixels (VT330/VT340 Programmer Reference Manual): bands of six rows, a pass for each colour. */
const sixelOf = ({ width, height, pixels }: Picture): string => {
  const used = new Set<number>();
  const bands: string[] = [];
  for (let top = 0; top < height; top += bandRows) {
    const passes = new Map<number, Uint8Array>();
    for (let y = top; y < Math.min(top + bandRows, height); y += 1)
      for (let x = 0; x < width; x += 1) {
        const at = 3 * (y * width + x);
        const [red, green, blue] = [0, 1, 2].map((channel) =>
          Math.round(((pixels[at + channel] ?? 0) * levels) / 255),
        ) as [number, number, number];
        const colour = 36 * red + 6 * green + blue;
        const bits = passes.get(colour) ?? new Uint8Array(width);
        passes.set(colour, bits);
        bits[x] = (bits[x] ?? 0) | (1 << (y - top));
        used.add(colour);
      }
    bands.push([...passes].map(([colour, bits]) => `#${colour}${bandText(bits)}`).join("$"));
  }
  const percent = (level: number) => (level % 6) * (100 / levels);
  const colours = [...used].map(
    (colour) =>
      `#${colour};2;${percent(Math.floor(colour / 36))};${percent(Math.floor(colour / 6))};${percent(colour)}`,
  );
  return `\x1bP0;1;0q"1;1;${width};${height}${colours.join("")}${bands.join("-")}\x1b\\`;
};

/** What a terminal shows as this picture, where the cursor is. Pure; some tens of milliseconds. */
export const encoded = (
  picture: Picture,
  protocol: PictureProtocol,
  cells: Cells,
  cell: CellSize,
): string => {
  if (protocol === "kitty") return kittyOf(shrunk(picture, cells, cell), cells);
  if (protocol === "iterm") return itermOf(shrunk(picture, cells, cell), cells);
  return sixelOf(scaled(picture, cells.columns * cell.width, cells.rows * cell.height));
};

/** Takes the picture away, where writing over it does not. */
export const removed = (protocol: PictureProtocol): string =>
  protocol === "kitty" ? `\x1b_Ga=d,d=I,i=${kittyId},q=2\x1b\\` : "";
