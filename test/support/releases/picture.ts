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

/** Reads a PPM as QEMU's screendump writes it: P6, 8 bits (netpbm's ppm(5)). */
export const readPpm = (file: Buffer): Picture => {
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 64).toString("latin1"));
  if (!header) throw new Error("no PPM");
  const [width, height] = [Number(header[1]), Number(header[2])];
  const pixels = file.subarray(header[0].length);
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
