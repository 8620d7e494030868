import { readPpm as readFile } from "../../../src/boot/picture/picture.ts";

/** What a screen shows. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Colour of a pixel as #rrggbb. */
  colour(x: number, y: number): string;
  /** Which part of a rectangle, by itself the whole, has a colour; from 0 to 1. */
  share(colour: string, box?: Box): number;
  /** How many colours a rectangle has. */
  colours(box?: Box): number;
}

type Box = readonly [x: number, y: number, width: number, height: number];

/** A picture of QEMU's screendump, to be asked for colours. */
export const readPpm = (file: Buffer): Picture => {
  const read = readFile(file);
  if (!read) throw new Error("no PPM");
  const { width, height } = read;
  const pixels = Buffer.from(read.pixels);
  const colour = (x: number, y: number) =>
    `#${pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3).toString("hex")}`;
  const coloursOf = function* ([left, top, across, down]: Box = [0, 0, width, height]) {
    for (let y = top; y < top + down; y += 1)
      for (let x = left; x < left + across; x += 1) yield colour(x, y);
  };
  return {
    width,
    height,
    colour,
    share(wanted, box) {
      let [found, all] = [0, 0];
      for (const one of coloursOf(box)) {
        all += 1;
        if (one === wanted) found += 1;
      }
      return found / all;
    },
    colours: (box) => new Set(coloursOf(box)).size,
  };
};
