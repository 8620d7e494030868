/** In characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The smallest terminal that screens are drawn in. */
export const smallest: TerminalSize = { columns: 60, rows: 18 };
/** From so many columns on there is room for more than one pane. */
const wide = 100;
/** Fewer columns have room for the most important words only. */
const narrow = 76;

/** Text that is read in lines runs no wider, however wide the terminal is. */
export const widestText = 80;

/** A part of the terminal; left and top count from 0. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** Where the parts of a screen are. */
export interface Layout {
  /** Whether a screen fits at all. */
  readonly fits: boolean;
  readonly width: "narrow" | "usual" | "wide";
  /** All of the screen: one row less than the terminal has, since a frame as tall as it makes Ink clear it each time. */
  readonly frame: Region;
  /** Title left, context right. A rule is below it. */
  readonly title: Region;
  /** What is between the rules, without the margin at its sides. */
  readonly body: Region;
  /** The key bar, below the second rule. */
  readonly keys: Region;
  /** Rows of the body that its fixed parts leave for a list. */
  readonly list: { readonly rows: number };
  /** Panes with their borders, where the terminal is wide and the screen has something to show beside its body. */
  readonly panes: Panes | undefined;
}

/** The body is in the middle one, without its border. */
export interface Panes {
  readonly left: Region | undefined;
  readonly middle: Region;
  readonly right: Region | undefined;
}

/** What a screen shows beside its body. */
export interface Sides {
  readonly left: boolean;
  readonly right: boolean;
}

/** Rows of what a body has beside its list, by what it is; of two numbers the second where there are panes. */
export type Parts = Readonly<Record<string, number | readonly [number, number]>>;

/** The line to search in, with the gap below it. */
export const searchRows = 2;
/** What a setting means, in up to three lines, with the gap above it. */
export const helpRows = 4;
/** What the settings cost, with a warning; beside panes, one of them says it. */
export const estimateRows = [3, 0] as const;

/** Rows that others leave of a part, at least so many. */
export const rowsBeside = (rows: number, others: number, least = 1): number => Math.max(least, rows - others);

const sum = (parts: Parts, beside: boolean): number =>
  Object.values(parts).reduce<number>(
    (all, rows) => all + (typeof rows === "number" ? rows : rows[beside ? 1 : 0]),
    0,
  );

/** Fewer columns have no room for three panes. */
const threePanes = 118;

const between = (low: number, value: number, high: number) =>
  Math.min(high, Math.max(low, Math.round(value)));

/** The panes of a frame; the middle one gets what the others leave. Without a side there are none. */
const panesOf = (frame: Region, { left, right }: Sides): Panes | undefined => {
  if (frame.columns < wide || !(left || right)) return undefined;
  const leftColumns =
    left && (!right || frame.columns >= threePanes) ? between(22, frame.columns * 0.18, 34) : 0;
  const rightColumns = right ? between(36, frame.columns * 0.36, 64) : 0;
  const region = (at: number, columns: number): Region => ({
    ...{ left: at, top: 1, columns, rows: frame.rows - 2 },
  });
  const middleColumns = frame.columns - leftColumns - rightColumns;
  return {
    left: leftColumns > 0 ? region(0, leftColumns) : undefined,
    middle: region(leftColumns, middleColumns),
    right: right ? region(leftColumns + middleColumns, rightColumns) : undefined,
  };
};

/** What is inside a pane: without its border, and a column at each side. */
export const insideOf = ({ left, top, columns, rows }: Region): Region => ({
  ...{ left: left + 2, top: top + 1, columns: columns - 4, rows: rows - 2 },
});

const noSides: Sides = { left: false, right: false };

/**
 * Where the parts of a screen are in a terminal of a size. Pure.
 * @param parts what the body has beside its list
 * @param least rows that the list has in any case; what does not fit is cut off then
 */
export const layoutOf = (
  { columns, rows }: TerminalSize,
  parts: Parts = {},
  least = 1,
  sides: Sides = noSides,
): Layout => {
  const frame = { left: 0, top: 0, columns, rows: rows - 1 };
  const inside = { left: 1, columns: columns - 2 };
  const fits = columns >= smallest.columns && rows >= smallest.rows;
  const panes = fits ? panesOf(frame, sides) : undefined;
  const body = panes ? insideOf(panes.middle) : { ...inside, top: 2, rows: frame.rows - 4 };
  return {
    fits,
    width: body.columns < narrow - 2 ? "narrow" : body.columns < wide - 2 ? "usual" : "wide",
    frame,
    title: { ...inside, top: 0, rows: 1 },
    body,
    keys: { ...inside, top: frame.rows - 1, rows: 1 },
    list: { rows: rowsBeside(body.rows, sum(parts, panes !== undefined), least) },
    panes,
  };
};

/** Rows of the smallest log panel: its title and two lines. */
const smallestPanel = 3;

/**
 * Which log panels are on screen, and how many rows each has: the chosen one in any case and larger than the others,
 * of which as many as fit around it. Pure.
 */
export const panelsOf = (
  count: number,
  chosen: number,
  rows: number,
): readonly { readonly index: number; readonly height: number }[] => {
  // Two with a line each say more than one with four.
  const least = rows < 2 * smallestPanel ? 2 : smallestPanel;
  const shown = Math.max(1, Math.min(count, Math.floor(rows / least)));
  const first = Math.max(0, Math.min(chosen - shown + 1, count - shown));
  const spare = Math.max(0, rows - shown * least);
  // Half of what is spare goes to the chosen one, the rest to all.
  const each = least + Math.floor(spare / 2 / shown);
  return Array.from({ length: Math.min(shown, count) }, (_, place) => ({
    index: first + place,
    height: Math.max(1, first + place === chosen ? rows - each * (shown - 1) : each),
  }));
};
