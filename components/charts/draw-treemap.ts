import { cutColumns, padColumns } from "../../src/system/text-width.ts";
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

/** A treemap in so many rows; tiles as `tilesOf` gives them. Each tile's label and note stand in its top left corner. */
export const drawTreemap = (tiles: readonly Tile[], options: TreemapOptions): Line[] => {
  const { width, height, glyphs, more, chosen } = options;
  const cells: (Cell | undefined)[][] = Array.from({ length: height }, () => Array(width).fill(undefined));
  const [topLeft, , , , horizontal, vertical] = glyphs.border;
  const rectangles = treemap(
    tiles.map(({ value }) => value),
    { width, height },
  );
  rectangles.forEach(({ left, top, width: columns, height: rows }, tile) => {
    const { label = "", note = "" } = tiles[tile] ?? {};
    const room = columns - 1;
    const words = [label, note].map((word) => (room < 3 ? "" : cutColumns(word, room, more)));
    const both = `${label} ${note}`;
    const texts = rows > 2 ? words : [both.length <= room ? both : (words[0] ?? "")];
    for (let row = 0; row < rows; row += 1) {
      // Without colours the left edge tells tiles apart, and their first row.
      const edge = row === 0 && !texts[0] ? topLeft : vertical;
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
