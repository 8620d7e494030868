import { cutColumns, textWidth } from "../../src/system/text-width.ts";
import { type Colour, sgrOf } from "../theme.ts";

/** How a run of text looks. Colours are the theme's, never a literal. */
export interface RunStyle {
  readonly colour?: Colour;
  /** Colour behind the text. */
  readonly on?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
}

/** A piece of a line in one style. The text has no control characters. */
export interface Run extends RunStyle {
  readonly text: string;
}

/** One row of a picture or a pane. */
export type Line = readonly Run[];

export const run = (text: string, style: RunStyle = {}): Run => ({ text, ...style });

/** Columns that a line takes. */
export const lineWidth = (line: Line): number => line.reduce((sum, { text }) => sum + textWidth(text), 0);

/** The text of a line alone. */
export const plainText = (line: Line): string => line.map(({ text }) => text).join("");

/** A line of exactly so many columns: cut, with `sign` at its end, or filled with blanks. */
export const fitLine = (line: Line, width: number, sign: string): Line => {
  const fitted: Run[] = [];
  let room = width;
  const whole = lineWidth(line) <= width;
  for (const one of line) {
    const size = textWidth(one.text);
    if (whole || size < room) {
      fitted.push(one);
      room -= size;
      continue;
    }
    const text = cutColumns(one.text + sign, room, sign);
    fitted.push({ ...one, text });
    room -= textWidth(text);
    break;
  }
  return room > 0 ? [...fitted, run(" ".repeat(room))] : fitted;
};

/** A line as the terminal takes it; each run ends with its style. @param colours whether the terminal shows colours */
export const ansiLine = (line: Line, colours: boolean): string =>
  line
    .map(({ text, colour, on, bold, dim }) => {
      const codes = [
        ...(bold ? ["1"] : []),
        ...(dim ? ["2"] : []),
        ...(colours && colour ? [sgrOf(colour)] : []),
        ...(colours && on ? [sgrOf(on, "background")] : []),
      ];
      return codes.length > 0 ? `\x1b[${codes.join(";")}m${text}\x1b[0m` : text;
    })
    .join("");
