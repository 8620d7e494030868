import { cutColumns, padColumns, textWidth } from "../../src/system/text-width.ts";
import { type Colour, chartColours } from "../theme.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, type Run, run } from "./line.ts";
import { treemap } from "./treemap.ts";

export interface Tile {
  readonly label: string;
  /** Beside the label, where there is room: a number with its unit. */
  readonly note: string;
  readonly value: number;
}

export interface TreemapOptions {
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
  /** The sign of a word that was cut. */
  readonly more: string;
  /** Place of the tile that the cursor is on. */
  readonly chosen?: number;
}

/** More than these have no room for a label. */
const mostTiles = 24;

interface Cell {
  readonly text: string;
  readonly tile: number;
}

/** The tiles that a treemap has room for: the largest, and one for all others. */
export const tilesOf = (all: readonly Tile[], noteOf: (value: number) => string): Tile[] => {
  const sorted = all.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
  if (sorted.length <= mostTiles) return sorted;
  const rest = sorted.slice(mostTiles - 1);
  const value = rest.reduce((sum, one) => sum + one.value, 0);
  const others = { label: `${rest.length} more`, note: noteOf(value), value };
  return [...sorted.slice(0, mostTiles - 1), others].toSorted((a, b) => b.value - a.value);
};

/** Fewer columns of a name say nothing. */
const leastName = 4;
/** Of the rows, the list of small tiles has up to this share. */
const mostList = 0.25;

const isNamed = (label: string, room: number) => textWidth(label) <= room || room > leastName;

const placesIn = (tiles: readonly Tile[], width: number, height: number) =>
  treemap(
    tiles.map(({ value }) => value),
    { width, height },
  );

/** A tile that is too small for its name; one that is too small to be drawn has no number. */
interface Unnamed {
  readonly tile: number;
  readonly number: string | undefined;
}

/** Tiles that are too small for their name, in their order. */
const unnamedIn = (tiles: readonly Tile[], width: number, height: number): Unnamed[] => {
  let drawn = 0;
  return placesIn(tiles, width, height).flatMap((place, tile) => {
    const isDrawn = place.width > 0 && place.height > 0;
    if (isDrawn && isNamed(tiles[tile]?.label ?? "", place.width - 1)) return [];
    if (isDrawn) drawn += 1;
    return [{ tile, number: isDrawn ? String(drawn) : undefined }];
  });
};

/** "1 locale 3 MB   2 info 1 MB": the small tiles by their numbers, in lines. */
const listOf = (tiles: readonly Tile[], unnamed: readonly Unnamed[], width: number, more: string): Line[] => {
  const lines: { text: string }[] = [];
  for (const { tile, number } of unnamed) {
    const { label, note } = tiles[tile] as Tile;
    const entry = cutColumns(`${number === undefined ? "" : `${number} `}${label} ${note}`, width, more);
    const last = lines.at(-1);
    if (last && textWidth(last.text) + 3 + textWidth(entry) <= width) last.text += `   ${entry}`;
    else lines.push({ text: entry });
  }
  return lines.map(({ text }) => [run(text, { dim: true })]);
};

/**
 * A treemap in so many rows; tiles as `tilesOf` gives them. Each tile's label and note stand in its top left corner; of a
 * small one there is a number, and below the map what the numbers mean.
 */
export const drawTreemap = (tiles: readonly Tile[], options: TreemapOptions): Line[] => {
  const { width, height, more } = options;
  const most = Math.floor(height * mostList);
  const listed = listOf(tiles, unnamedIn(tiles, width, height), width, more).length;
  const rows = height - Math.min(most, listed);
  const unnamed = unnamedIn(tiles, width, rows);
  return [
    ...drawTiles(tiles, { ...options, height: rows }, unnamed),
    ...listOf(tiles, unnamed, width, more).slice(0, height - rows),
  ];
};

/** The tiles alone. @param unnamed those that get a number */
const drawTiles = (tiles: readonly Tile[], options: TreemapOptions, unnamed: readonly Unnamed[]): Line[] => {
  const { width, height, glyphs, more, chosen } = options;
  const cells: (Cell | undefined)[][] = Array.from({ length: height }, () => Array(width).fill(undefined));
  const [topLeft, , , , horizontal, vertical] = glyphs.border;
  placesIn(tiles, width, height).forEach(({ left, top, width: columns, height: rows }, tile) => {
    const { label = "", note = "" } = tiles[tile] ?? {};
    const room = columns - 1;
    const number = unnamed.find((one) => one.tile === tile)?.number;
    const words = [label, note].map((word) => cutColumns(word, room, more));
    const both = `${label} ${note}`;
    const named = rows > 2 ? words : [textWidth(both) <= room ? both : (words[0] ?? "")];
    const texts = number === undefined ? named : number.length <= room ? [number] : [];
    for (let row = 0; row < rows; row += 1) {
      // Without colours the left edge tells tiles apart, and their first row.
      const corner = number?.length === columns ? number : topLeft;
      const edge = row === 0 && !texts[0] ? corner : vertical;
      const line = edge + padColumns(texts[row] ?? "", room);
      for (const [column, text] of [...line].slice(0, columns).entries()) {
        const cell = cells[top + row];
        if (cell) cell[left + column] = { text: text === horizontal ? "-" : text, tile };
      }
    }
  });
  return cells.map((row) => {
    const runs: Run[] = [];
    let text = "";
    row.forEach((cell, column) => {
      text += cell?.text ?? " ";
      const next = row[column + 1];
      if (column < width - 1 && next?.tile === cell?.tile) return;
      runs.push(styled(text, cell?.tile, chosen));
      text = "";
    });
    return runs;
  });
};

const styled = (text: string, tile: number | undefined, chosen: number | undefined): Run => {
  if (tile === undefined) return run(text);
  const colour = chartColours[tile % chartColours.length] as Colour;
  return run(text, { on: colour, bold: tile === chosen });
};
