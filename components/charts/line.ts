import type { Picture } from "../../src/boot/picture/picture.ts";
import { cutColumns, textWidth } from "../../src/system/text-width.ts";
import { type Colour, pixelSgr, sgrOf } from "../theme.ts";

/** A picture that is laid over cells, where the terminal shows pictures by itself. */
export interface LineImage {
  readonly picture: Picture;
  readonly columns: number;
  readonly rows: number;
}

/** How a run of text looks. Colours are the theme's, never a literal. */
export interface RunStyle {
  readonly colour?: Colour;
  /** Colour behind the text. */
  readonly on?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  /** A picture that begins at the first cell of this run, and takes so many cells. */
  readonly image?: LineImage;
  /** Pixels of a picture, 0xrrggbb: the upper one, and the lower one behind it. */
  readonly pixels?: readonly [upper: number, lower: number];
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

/** The picture that begins on a line, and in which column. */
export const imageOf = (line: Line): (LineImage & { readonly at: number }) | undefined => {
  let at = 0;
  for (const { text, image } of line) {
    if (image) return { ...image, at };
    at += textWidth(text);
  }
  return undefined;
};

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
    .map(({ text, colour, on, bold, dim, pixels }) => {
      const codes = [
        ...(bold ? ["1"] : []),
        ...(dim ? ["2"] : []),
        ...(colours && colour ? [sgrOf(colour)] : []),
        ...(colours && on ? [sgrOf(on, "background")] : []),
        ...(pixels ? [pixelSgr(pixels[0], "foreground"), pixelSgr(pixels[1], "background")] : []),
      ];
      return codes.length > 0 ? `\x1b[${codes.join(";")}m${text}\x1b[0m` : text;
    })
    .join("");
