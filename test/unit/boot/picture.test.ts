import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { looksOf } from "../../../src/boot/picture/looks.ts";
import { type Picture, readPpm, scaled } from "../../../src/boot/picture/picture.ts";
import { pngOf, readPng } from "../../../src/boot/picture/png.ts";
import { packageRoot } from "../../../src/system/paths.ts";

/** A picture whose pixels are given by their place. */
const made = (width: number, height: number, colour: (x: number, y: number) => number): Picture => {
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const value = colour(x, y);
      pixels.set([value >> 16, (value >> 8) & 255, value & 255], 3 * (y * width + x));
    }
  return { width, height, pixels };
};
const ppm = (header: string, bytes: number) => Buffer.concat([Buffer.from(header), Buffer.alloc(bytes, 9)]);

describe("a PPM", () => {
  it("is read as QEMU writes it, and nothing else is", () => {
    expect(readPpm(ppm("P6\n4 2\n255\n", 24))).toEqual({
      ...{ width: 4, height: 2 },
      pixels: Buffer.alloc(24, 9),
    });
    for (const file of [
      ppm("P6\n4 2\n255\n", 23),
      ppm("P6\n4 2\n255\n", 25),
      ppm("P5\n4 2\n255\n", 24),
      ppm("P6\n0 2\n255\n", 0),
      ppm("P6\n99999 99999\n255\n", 24),
      ppm("P6\n4 2\n65535\n", 48),
      Buffer.alloc(0),
    ])
      expect(readPpm(file)).toBeUndefined();
  });

  it("is scaled by the mean of what falls together", () => {
    const picture = made(4, 2, (x) => (x < 2 ? 0xff0000 : x === 2 ? 0x000000 : 0x0000ff));
    expect(Array.from(scaled(picture, 2, 1).pixels)).toEqual([255, 0, 0, 0, 0, 128]);
    expect(scaled(picture, 8, 4).pixels.subarray(0, 3)).toEqual(Uint8Array.from([255, 0, 0]));
  });
});

describe("a PNG of ours", () => {
  it("has the picture again, and none where it is damaged", () => {
    const picture = made(37, 5, (x, y) => x * 1000 + y);
    const file = pngOf(picture);
    expect(readPng(file)).toEqual(picture);
    for (const length of [0, 8, 30, 44, file.length - 20])
      expect(readPng(file.subarray(0, length))).toBeUndefined();
    for (const at of [0, 16, 20, 25, 33, 38, 60]) {
      const damaged = Buffer.from(file);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      expect(readPng(damaged), `byte ${at}`).toBeUndefined();
    }
  });
});

/** Parts of the screens of real clients, as QEMU took them. */
const recorded = (name: string) =>
  readPpm(readFileSync(join(packageRoot(), "test/support/screens", `${name}.ppm`))) as Picture;

describe("a screen", () => {
  it.each([
    ["console", "text", 2],
    ["kiosk", "drawn", 52],
  ] as const)("of a real %s is %s", (name, kind, colours) => {
    const picture = recorded(name);
    expect(picture).toMatchObject({ width: 160, height: 96 });
    expect(looksOf(picture)).toMatchObject({ kind, colours });
    expect(readPng(pngOf(picture))?.pixels).toEqual(new Uint8Array(picture.pixels));
  });

  it.each([
    ["black", "blank", () => 0],
    ["white, before a page is there", "blank", () => 0xffffff],
    [
      "one colour with a mouse pointer",
      "blank",
      (x: number, y: number) => (x < 8 && y < 8 ? 0xffffff : 0x336699),
    ],
    // As X left it for some seconds of a real boot.
    ["what a change of mode left over", "blank", (x: number, y: number) => (y < 4 ? x * 0x010307 + y : 0)],
    ["letters of a BIOS", "text", (x: number, y: number) => ((x * 7 + y) % 11 === 0 ? 0xa857a8 : 0)],
    ["letters of a console", "text", (x: number, y: number) => ((x * 7 + y) % 11 === 0 ? 0xaaaaaa : 0)],
    [
      "a page with letters",
      "drawn",
      (x: number, y: number) => (y < 40 ? 0xf0f0f0 - ((x * y) % 77) : 0xffffff),
    ],
    ["a console's colours on a ground of blue", "drawn", (x: number) => (x % 9 === 0 ? 0xaaaaaa : 0x0000aa)],
  ] as const)("of %s is %s", (_, kind, colour) => {
    expect(looksOf(made(320, 240, colour)).kind).toBe(kind);
  });
});
