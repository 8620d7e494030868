import type { Colour } from "../theme.ts";
import type { Glyphs } from "./glyphs.ts";
import { fitLine, type Line, type Run, run } from "./line.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** The one that is set. */
  readonly chosen: boolean;
  /** Whether it is named before others are, if need be over their points. */
  readonly end?: boolean;
}

export interface ScatterOptions {
  readonly width: number;
  /** Rows of the picture with its axis and the axis' words. */
  readonly height: number;
  readonly glyphs: Glyphs;
  readonly more: string;
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
  readonly colour: Colour;
}

const logarithmic = "logarithmic";

const centred = (text: string, columns: number): string =>
  text.padStart(Math.floor((columns + text.length) / 2)).padEnd(Math.max(0, columns));

/**
 * Points with their labels in a field with both axes. The x axis is logarithmic: how long algorithms take differs by
 * a hundred times. A label that would lie on another goes left of its point, and is left out where neither side has room. The
 * chosen one and the ends are named first.
 */
export const scatter = (points: readonly Point[], options: ScatterOptions): Line[] => {
  const { width, height, glyphs, more, xText, yText, colour } = options;
  const rows = height - 2;
  const ys = points.map(({ y }) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const left = Math.max(...[low, high].map((value) => yText(value).length)) + 1;
  const columns = width - left - 1;
  const logs = points.map(({ x }) => Math.log(Math.max(x, 0.1)));
  const [first, last] = [Math.min(...logs), Math.max(...logs)];
  const rowOf = (y: number) => Math.round(((high - y) / Math.max(1e-9, high - low)) * (rows - 1));
  const columnOf = (log: number) =>
    Math.round(((log - first) / Math.max(1e-9, last - first)) * (columns - 2));
  type Cell = { text: string; chosen: boolean; isPoint?: boolean };
  const field: (Cell | undefined)[][] = Array.from({ length: rows }, () => Array(columns).fill(undefined));
  const isFree = (row: number, from: number, length: number, overPoints = false) =>
    from >= 0 &&
    from + length <= columns &&
    !field[row]?.slice(from, from + length).some((cell) => cell && !(overPoints && cell.isPoint));
  const put = (row: number, from: number, text: string, chosen: boolean) => {
    for (const [at, letter] of [...text].entries()) {
      const cells = field[row];
      if (cells && from + at < columns) cells[from + at] = { text: letter, chosen };
    }
  };
  const places = points.map((point, index) => ({
    ...point,
    row: rowOf(point.y),
    column: columnOf(logs[index] ?? 0),
  }));
  for (const { row, column, chosen } of places) {
    const cells = field[row];
    if (cells && !cells[column]?.chosen)
      cells[column] = { text: chosen ? glyphs.chosen : glyphs.point, chosen, isPoint: !chosen };
  }
  // The chosen one's label comes first, over points that are in its way, so that it is never the one left out.
  const rank = ({ chosen, end = false }: Point) => (chosen ? 2 : Number(end));
  for (const { row, column, label, chosen, end } of places.toSorted((a, b) => rank(b) - rank(a))) {
    const text = ` ${label} `;
    const fits = column + 1 + text.length <= columns;
    if (chosen) put(row, fits ? column + 1 : column - text.length, text, chosen);
    else if (isFree(row, column + 1, text.length)) put(row, column + 1, text, chosen);
    else if (isFree(row, column - text.length, text.length)) put(row, column - text.length, text, chosen);
    else if (end && isFree(row, column + 1, text.length, true)) put(row, column + 1, text, chosen);
    else if (end && isFree(row, column - text.length, text.length, true))
      put(row, column - text.length, text, chosen);
  }
  const lines = field.map((cells, row): Line => {
    const word = row === 0 ? yText(high) : row === rows - 1 ? yText(low) : "";
    const runs: Run[] = [run(`${word.padStart(left - 1)} ${glyphs.axis.left}`, { dim: true })];
    for (const cell of cells) {
      const before = runs[runs.length - 1];
      const style = cell?.chosen ? { colour, bold: true } : {};
      if (runs.length > 1 && before && Boolean(before.bold) === Boolean(cell?.chosen))
        runs[runs.length - 1] = run(before.text + (cell?.text ?? " "), style);
      else runs.push(run(cell?.text ?? " ", style));
    }
    return runs;
  });
  const base = " ".repeat(left) + glyphs.axis.corner + glyphs.axis.bottom.repeat(columns);
  const xs = points.map(({ x }) => x);
  const [from, to] = [xText(Math.min(...xs)), xText(Math.max(...xs))];
  const between = width - left - 1 - from.length - to.length;
  // Where there is room for it.
  const scale = between > logarithmic.length + 2 ? logarithmic : "";
  const words = `${" ".repeat(left + 1)}${from}${centred(scale, between)}${to}`;
  return [...lines, [run(base, { dim: true })], [run(words, { dim: true })]].map((line) =>
    fitLine(line, width, more),
  );
};
