import type { IBufferCell, Terminal } from "@xterm/headless";

/** Pixels of a cell; a line of text stands on `baseline`. */
const [cellWidth, cellHeight, baseline] = [8, 17, 13];
const background = "#16181d";
const foreground = "#d4d7dd";

/** The terminal's own palette: 0 to 7, and bright ones from 8. */
const palette = [
  ...["#2b2f38", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d4d7dd"],
  ...["#7f848e", "#ef8a92", "#b1d895", "#f0d399", "#84c3f5", "#d79ae6", "#7ccbd5", "#ffffff"],
];

/** A colour of the 256: the palette, a cube of six steps, then greys (xterm's ctlseqs). */
const indexed = (index: number): string => {
  if (index < 16) return palette[index] ?? foreground;
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`;
  const step = (value: number) => hex(value === 0 ? 0 : 55 + value * 40);
  const at = index - 16;
  return `#${step(Math.floor(at / 36))}${step(Math.floor(at / 6) % 6)}${step(at % 6)}`;
};

interface Look {
  readonly text: string;
  readonly fill: string;
  readonly behind: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

const lookOf = (cell: IBufferCell): Look => {
  const rgb = (value: number) => `#${value.toString(16).padStart(6, "0")}`;
  const colour = (isDefault: boolean, isRgb: boolean, value: number, none: string) =>
    isDefault ? none : isRgb ? rgb(value) : indexed(value);
  const ink = colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), foreground);
  const paper = colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), background);
  const [fill, behind] = cell.isInverse() ? [paper, ink] : [ink, paper];
  return { text: cell.getChars() || " ", fill, behind, bold: cell.isBold() > 0, dim: cell.isDim() > 0 };
};

type Area = readonly [x: number, y: number, width: number, height: number];

/** Characters that fill one eighth to seven eighths of a cell. */
const parts = (characters: string, area: (part: number) => Area): Record<string, Area> =>
  Object.fromEntries([...characters].map((one, index) => [one, area((index + 1) / 8)]));

/** Characters that have to meet the next cell's, which those of most fonts do not: rectangles, as parts of a cell. */
const blocks: Readonly<Record<string, Area>> = {
  "█": [0, 0, 1, 1],
  "▀": [0, 0, 1, 0.5],
  ...parts("▁▂▃▄▅▆▇", (part) => [0, 1 - part, 1, part]),
  ...parts("▏▎▍▌▋▊▉", (part) => [0, 0, part, 1]),
};

/** Lines from the middle of a cell to its left, right, upper and lower edge. */
const lines: Readonly<Record<string, string>> = {
  ...{ "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud" },
  ...{ "┬": "lrd", "┴": "lru", "┼": "lrud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu" },
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The picture of a row: areas first, then lines and text, one element for each run that looks the same. */
const rowOf = (looks: readonly (Look | undefined)[], row: number): string => {
  const drawn: string[] = [];
  const top = row * cellHeight;
  /** Runs of cells for which `of` says the same, and something. */
  const runs = (
    of: (look: Look) => string | undefined,
    draw: (from: number, to: number, what: string) => void,
  ) => {
    for (let from = 0; from < looks.length; ) {
      const look = looks[from];
      const what = look && of(look);
      let to = from + 1;
      while (to < looks.length) {
        const next = looks[to];
        if (next && of(next) !== what) break;
        if (!next && what === undefined) break;
        to += 1;
      }
      if (what !== undefined) draw(from, to, what);
      from = to;
    }
  };
  const rect = (x: number, y: number, width: number, height: number, fill: string) =>
    drawn.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`);
  runs(
    ({ behind }) => (behind === background ? undefined : behind),
    (from, to, fill) => rect(from * cellWidth, top, (to - from) * cellWidth, cellHeight, fill),
  );
  const opacity = (dim: boolean) => (dim ? ' opacity="0.6"' : "");
  runs(
    ({ text, fill, dim }) => (blocks[text] ? `${text}${fill}${dim}` : undefined),
    (from, to) => {
      const { text, fill, dim } = looks[from] as Look;
      const [x, y, width, height] = blocks[text] ?? [0, 0, 0, 0];
      const wide = width === 1 ? (to - from) * cellWidth : width * cellWidth;
      for (let at = from; at < (width === 1 ? from + 1 : to); at += 1)
        drawn.push(
          `<rect x="${at * cellWidth + x * cellWidth}" y="${top + y * cellHeight}" width="${wide}" height="${height * cellHeight}" fill="${fill}"${opacity(dim)}/>`,
        );
    },
  );
  runs(
    ({ text, fill, dim }) => (lines[text] ? `${fill}${dim}` : undefined),
    (from, to) => {
      const { fill, dim } = looks[from] as Look;
      const middle = top + cellHeight / 2;
      let path = "";
      for (let at = from; at < to; at += 1) {
        const look = looks[at];
        if (!look) continue;
        const [left, centre] = [at * cellWidth, at * cellWidth + cellWidth / 2];
        if (look.text === "─") {
          let end = at;
          while (end + 1 < to && looks[end + 1]?.text === "─") end += 1;
          path += `M${left} ${middle}H${(end + 1) * cellWidth}`;
          at = end;
          continue;
        }
        const ways = lines[look.text] ?? "";
        if (ways.includes("l")) path += `M${centre} ${middle}H${left}`;
        if (ways.includes("r")) path += `M${centre} ${middle}H${left + cellWidth}`;
        if (ways.includes("u")) path += `M${centre} ${middle}V${top}`;
        if (ways.includes("d")) path += `M${centre} ${middle}V${top + cellHeight}`;
      }
      drawn.push(`<path d="${path}" stroke="${fill}"${opacity(dim)}/>`);
    },
  );
  runs(
    ({ text, fill, bold, dim }) =>
      blocks[text] || lines[text] || (text === " " ? true : undefined) === true
        ? undefined
        : `${fill}${bold}${dim}`,
    (from, to) => {
      const { fill, bold, dim } = looks[from] as Look;
      const text = looks
        .slice(from, to)
        .map((look) => look?.text ?? "")
        .join("");
      drawn.push(
        `<text x="${from * cellWidth}" y="${top + baseline}" textLength="${(to - from) * cellWidth}"${fill === foreground ? "" : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ""}${opacity(dim)}>${escaped(text)}</text>`,
      );
    },
  );
  return drawn.join("");
};

/**
 * What a terminal shows, as an SVG picture. Each run of cells is stretched to its columns, so that any monospaced font fits.
 * @param title for who cannot see the picture
 */
export const svgOf = (screen: Terminal, title: string): string => {
  const { active } = screen.buffer;
  const rows = Array.from({ length: screen.rows }, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    const looks = Array.from({ length: screen.cols }, (_, column) => {
      const cell = line?.getCell(column);
      // The second cell of a wide character has no width.
      return cell && cell.getWidth() > 0 ? lookOf(cell) : undefined;
    });
    return rowOf(looks, row);
  });
  const [width, height] = [screen.cols * cellWidth, screen.rows * cellHeight];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 ${width + 24} ${height + 24}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="-12" y="-12" width="${width + 24}" height="${height + 24}" rx="8" fill="${background}"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13" fill="${foreground}" stroke-width="1" shape-rendering="crispEdges" xml:space="preserve">`,
    ...rows.filter(Boolean),
    "</g></svg>\n",
  ].join("\n");
};
