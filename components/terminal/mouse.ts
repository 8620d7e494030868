/** Reports of buttons, of the wheel, and of moves with a button held (xterm's 1002), in a form that ends by itself (1006). */
export const reportMouse = "\x1b[?1002h\x1b[?1006h";
export const reportMouseNoLonger = "\x1b[?1006l\x1b[?1002l";

/** What a hand on the mouse does, and when, in milliseconds since the epoch. Row and column of the screen count from 0. */
export type MouseEvent = { readonly at: number; readonly row: number; readonly column: number } & (
  | { readonly kind: "press" | "drag" | "release" }
  /** `by`: turns of the wheel, towards the hand more than 0. */
  | { readonly kind: "wheel"; readonly by: number }
);

const report = /^\x1b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])$/;
/** In the number of the button: a move, the wheel; the keys that are held are left out. */
const [moved, wheel, held] = [32, 64, 4 + 8 + 16];

/** What a control sequence reports of the mouse; undefined for another sequence, and for other buttons than the left one. */
export const mouseEvent = (text: string, at: number): MouseEvent | undefined => {
  const [, code, column, row, end] = report.exec(text) ?? [];
  if (code === undefined) return undefined;
  const place = { at, row: Number(row) - 1, column: Number(column) - 1 };
  const button = Number(code) & ~held;
  if (button === wheel || button === wheel + 1)
    return { ...place, kind: "wheel", by: button === wheel ? -1 : 1 };
  if (button === 0) return { ...place, kind: end === "M" ? "press" : "release" };
  return button === moved ? { ...place, kind: "drag" } : undefined;
};

export const isMouseReport = (text: string): boolean => report.test(text);

/** One event for two that came together, where the second one says all; else undefined. */
export const together = (first: MouseEvent, second: MouseEvent): MouseEvent | undefined => {
  if (first.kind === "wheel" && second.kind === "wheel") return { ...second, by: first.by + second.by };
  return first.kind === "drag" && second.kind === "drag" ? second : undefined;
};

/** Passes on what the mouse does; returns what ends that. */
export type MouseSource = (listener: (event: MouseEvent) => void) => () => void;
