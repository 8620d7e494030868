/** What a screen shows: three bytes a pixel, red, green, blue, row by row from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** In pixels; no screen of a client has more. */
export const longestSide = 8192;

/** Reads a PPM as QEMU's screendump writes it: P6, 8 bits (netpbm's ppm(5)); undefined for anything else. Pure. */
export const readPpm = (file: Buffer): Picture | undefined => {
  const header = /^P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s/.exec(file.subarray(0, 64).toString("latin1"));
  if (!header) return undefined;
  const [width, height] = [Number(header[1]), Number(header[2])];
  const pixels = file.subarray(header[0].length);
  const fits = width > 0 && height > 0 && width <= longestSide && height <= longestSide;
  return fits && pixels.length === 3 * width * height ? { width, height, pixels } : undefined;
};

/** The picture in so many pixels, each the mean of those that it stands for. Pure. */
export const scaled = (picture: Picture, width: number, height: number): Picture => {
  const pixels = new Uint8Array(3 * width * height);
  const edge = (at: number, of: number, size: number) => Math.floor((at * size) / of);
  for (let y = 0; y < height; y += 1) {
    const top = edge(y, height, picture.height);
    const bottom = Math.max(top + 1, edge(y + 1, height, picture.height));
    for (let x = 0; x < width; x += 1) {
      const left = edge(x, width, picture.width);
      const right = Math.max(left + 1, edge(x + 1, width, picture.width));
      let [red, green, blue] = [0, 0, 0];
      for (let row = top; row < bottom; row += 1)
        for (let column = left; column < right; column += 1) {
          const at = 3 * (row * picture.width + column);
          red += picture.pixels[at] ?? 0;
          green += picture.pixels[at + 1] ?? 0;
          blue += picture.pixels[at + 2] ?? 0;
        }
      const count = (bottom - top) * (right - left);
      pixels.set([red / count, green / count, blue / count].map(Math.round), 3 * (y * width + x));
    }
  }
  return { width, height, pixels };
};
