import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Picture, scaled } from "../../../src/boot/picture/picture.ts";
import { readPng } from "../../../src/boot/picture/png.ts";
import { encoded } from "../../../src/boot/picture/protocols.ts";

const cell = { width: 10, height: 20 };
const cells = { columns: 4, rows: 2 };

/** Noise, which no protocol can shorten. */
const noise = (width: number, height: number): Picture => {
  let seed = 7;
  const pixels = Uint8Array.from({ length: 3 * width * height }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed >> 16) & 255;
  });
  return { width, height, pixels };
};

/** Reads sixels as a terminal does. */
const readSixel = (text: string): Picture => {
  const [, width = 0, height = 0, body = ""] =
    /^\x1bP0;1;0q"1;1;(\d+);(\d+)([^\x1b]*)\x1b\\$/.exec(text) ?? [];
  const picture = {
    width: Number(width),
    height: Number(height),
    pixels: new Uint8Array(3 * Number(width) * Number(height)),
  };
  const colours = new Map<string, number[]>();
  let [colour, x, top] = ["", 0, 0];
  for (const [, number, definition, count, sixel, control] of String(body).matchAll(
    /#(\d+)(;2;[\d;]+)?|(?:!(\d+))?([?-~])|([$-])/g,
  )) {
    if (definition) colours.set(number as string, definition.split(";").slice(2).map(Number));
    else if (number !== undefined) colour = number;
    if (control) {
      x = 0;
      if (control === "-") top += 6;
    }
    if (sixel)
      for (let times = Number(count ?? 1); times > 0; times -= 1, x += 1)
        for (let row = 0; row < 6; row += 1)
          if ((sixel.charCodeAt(0) - 63) & (1 << row))
            picture.pixels.set(
              (colours.get(colour) ?? []).map((percent) => Math.round(percent * 2.55)),
              3 * ((top + row) * picture.width + x),
            );
  }
  return picture;
};

describe("a picture as a terminal shows it", () => {
  it("is packed pixels in pieces for kitty, no more than there are cells for", () => {
    const picture = noise(400, 300);
    const pieces = [
      ...encoded(picture, "kitty", cells, { width: 100, height: 200 }).matchAll(
        /\x1b_G([^;]*);([^\x1b]*)\x1b\\/g,
      ),
    ];
    expect(pieces[0]?.[1]).toContain("a=T,f=24,o=z,s=400,v=300,c=4,r=2,");
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.map(([, keys]) => keys?.slice(-3))).toEqual([
      ...Array(pieces.length - 1).fill("m=1"),
      "m=0",
    ]);
    for (const [, , data] of pieces) expect(data?.length).toBeLessThanOrEqual(4096);
    const data = Buffer.from(pieces.map(([, , piece]) => piece).join(""), "base64");
    expect(inflateSync(data).equals(picture.pixels)).toBe(true);
    expect(encoded(picture, "kitty", cells, cell)).toContain("s=40,v=40,c=4,r=2,");
  });

  it("is a PNG for iTerm2", () => {
    const picture = noise(40, 30);
    const [, keys, data = ""] =
      /^\x1b\]1337;File=([^:]*):(.*)\x07$/.exec(encoded(picture, "iterm", cells, cell)) ?? [];
    const png = Buffer.from(data, "base64");
    expect(keys).toContain(`size=${png.length};width=4;height=2;`);
    expect(readPng(png)).toEqual(picture);
  });

  it("is bands of six rows for sixel, in six levels a channel", () => {
    const picture = noise(400, 300);
    const shown = readSixel(encoded(picture, "sixel", { columns: 4, rows: 1 }, cell));
    const wanted = scaled(picture, 40, 20);
    expect([shown.width, shown.height]).toEqual([40, 20]);
    for (const [at, value] of wanted.pixels.entries())
      expect(Math.abs((shown.pixels[at] ?? 0) - value), `byte ${at}`).toBeLessThanOrEqual(26);
  });
});
