import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { ansiLine, imageOf, lineWidth, plainText } from "../../../components/charts/line.ts";
import { cellsOf, pictureLines } from "../../../components/charts/picture.ts";
import { piecesOf } from "../../../components/terminal/input-pieces.ts";
import { PicturePainter } from "../../../components/terminal/picture-painter.ts";
import { questionFor, supportOf } from "../../../components/terminal/picture-support.ts";
import { TerminalInput } from "../../../components/terminal/terminal-input.ts";
import { colourDepthOf, pixelSgr } from "../../../components/theme.ts";

/** Red above blue. */
const picture = {
  ...{ width: 64, height: 48 },
  pixels: Uint8Array.from(
    { length: 64 * 48 * 3 },
    (_, at) => (at < 64 * 24 * 3 ? [255, 0, 0] : [0, 0, 255])[at % 3] ?? 0,
  ),
};

describe("a picture of characters", () => {
  it("keeps its proportions, in half blocks with two pixels each", () => {
    expect(cellsOf(picture, 100, 12)).toEqual({ columns: 32, rows: 12 });
    expect(cellsOf(picture, 20, 50)).toEqual({ columns: 20, rows: 8 });
    const lines = pictureLines(picture, 40, 12, { depth: "true", unicode: true });
    expect(lines).toHaveLength(12);
    expect(plainText(lines[0] ?? [])).toBe(`${" ".repeat(4)}${"▀".repeat(32)}`);
    expect(ansiLine(lines[0] ?? [], true)).toBe(
      `    \x1b[${pixelSgr(0xff0000, "foreground")};${pixelSgr(0xff0000, "background")}m${"▀".repeat(32)}\x1b[0m`,
    );
    expect(ansiLine(lines[11] ?? [], true)).toContain(`;${pixelSgr(0x0000ff, "background")}m`);
    expect(imageOf(lines[0] ?? [])).toEqual({ picture, columns: 32, rows: 12, at: 4 });
    expect(imageOf(lines[1] ?? [])).toBeUndefined();
  });

  it.each([
    ["16", true, /^ +░+$/, /^ +░*$/],
    ["none", true, /^ +░+$/, /^ *░*$/],
    ["none", false, /^ +-+$/, /^ +\.+$/],
    ["true", false, /^ +-+$/, /^ +\.+$/],
  ] as const)(
    "is brightness where the terminal has %s colours, unicode %s",
    (depth, unicode, bright, dark) => {
      const lines = pictureLines(picture, 40, 12, { depth, unicode });
      expect(plainText(lines[0] ?? [])).toMatch(bright);
      expect(plainText(lines[11] ?? [])).toMatch(dark);
      for (const line of lines) {
        expect(ansiLine(line, true)).not.toContain("\x1b");
        expect(lineWidth(line)).toBe(36);
      }
    },
  );

  it("has as many colours as the terminal says", () => {
    expect(colourDepthOf({ TERM: "xterm-256color", COLORTERM: "truecolor" })).toBe("true");
    expect(colourDepthOf({ TERM: "xterm-kitty" })).toBe("true");
    expect(colourDepthOf({ TERM: "xterm-256color" })).toBe("256");
    expect(colourDepthOf({ TERM: "linux" })).toBe("16");
    expect(colourDepthOf({ TERM: "xterm-256color", FORCE_COLOR: "0" })).toBe("none");
    expect(colourDepthOf({ TERM: "dumb", COLORTERM: "truecolor" })).toBe("none");
    expect(pixelSgr(0x2a7f62, "background", "true")).toBe("48;2;42;127;98");
    expect(
      ["000000", "ffffff", "ff0000", "2a7f62"].map((hex) =>
        pixelSgr(Number.parseInt(hex, 16), "foreground", "256"),
      ),
    ).toEqual(["38;5;16", "38;5;231", "38;5;196", "38;5;29"]);
  });
});

const attributes = "\x1b[?62;22c";
const withSixel = "\x1b[?62;4;22c";
const cell = "\x1b[6;18;9t";

describe("a terminal that may show pictures by itself", () => {
  it.each([
    ["kitty", { TERM: "xterm-kitty", KITTY_WINDOW_ID: "1" }, `\x1b_Gi=31;OK\x1b\\${cell}${attributes}`],
    ["blocks", { TERM: "xterm-kitty", KITTY_WINDOW_ID: "1" }, `${cell}${attributes}`],
    ["blocks", { TERM: "xterm-kitty" }, "\x1b_Gi=31;ENOTSUP\x1b\\"],
    [
      "iterm",
      { TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" },
      `\x1bP>|iTerm2 3.5.0\x1b\\${cell}${attributes}`,
    ],
    ["blocks", { TERM: "screen", TERM_PROGRAM: "iTerm.app" }, `\x1bP>|tmux 3.4\x1b\\${attributes}`],
    ["sixel", { TERM: "xterm-256color" }, `${cell}${withSixel}`],
    ["blocks", { TERM: "xterm-256color" }, withSixel],
    ["blocks", { TERM: "xterm-256color" }, `${cell}\x1b[?64;14;24;42c`],
    ["blocks", { TERM: "xterm-256color" }, ""],
  ] as const)("has %s for %j and its answer %j", (pictures, env, answered) => {
    expect(supportOf(env, answered).pictures).toBe(pictures);
  });

  it("is asked for no more than it can understand", () => {
    expect(questionFor({ TERM: "linux" })).toBe("");
    expect(questionFor({ TERM: "dumb" })).toBe("");
    expect(questionFor({ TERM: "xterm-256color" })).toBe("\x1b[16t\x1b[c");
    expect(questionFor({ TERM: "xterm-kitty" })).toContain("\x1b_Gi=31");
    expect(supportOf({ TERM: "xterm" }, `\x1b[6;900000;1t${withSixel}`).cell).toEqual({
      width: 10,
      height: 20,
    });
  });

  it("answers without a word of it being typed, early or late", async () => {
    const keyboard = Object.assign(new PassThrough(), { setRawMode: () => {} });
    const input = new TerminalInput(keyboard as unknown as NodeJS.ReadStream);
    let typed = "";
    input.on("data", (piece) => {
      typed += String(piece);
    });
    const asked = input.answersTo(() => {
      keyboard.write("a\x1b_Gi=3");
      setImmediate(() => keyboard.write(`1;OK\x1b\\b${cell}${attributes}c`));
    }, 5_000);
    expect(supportOf({ TERM: "xterm-kitty" }, await asked)).toEqual({
      pictures: "kitty",
      cell: { width: 9, height: 18 },
    });
    keyboard.write(`\x1bP>|iTerm2 3\x1b\\${attributes}d`);
    await expect.poll(() => typed).toBe("abcd");
    expect(await input.answersTo(() => {}, 1)).toBe("");
    // A program that ends waits for no answer.
    const unanswered = input.answersTo(() => {}, 3_600_000);
    input.close();
    expect(await unanswered).toBe("");
    expect(piecesOf(`x${cell}${attributes}\x1b_Gi=31;OK\x1b\\y`).pieces).toEqual(["x", "y"]);
  });
});

describe("the picture on the screen", () => {
  const image = { picture, at: 4, columns: 32, rows: 2 };
  const segments = [
    { row: 3, column: 10, width: 40, text: "▀", image },
    { row: 4, column: 10, width: 40, text: "▀" },
    { row: 9, column: 0, width: 80, text: "keys" },
  ];
  const at = "\x1b[4;15H";

  it("is sent once, again where something was written over it, and taken away", () => {
    const painter = new PicturePainter("kitty", { width: 9, height: 18 });
    expect(painter.paint(segments, segments, true)).toMatch(/^\x1b\[4;15H\x1b_Ga=T,/);
    expect(painter.paint(segments, segments.slice(2), false)).toBe("");
    expect(painter.paint(segments, segments.slice(1, 2), false).startsWith(at)).toBe(true);
    const next = [{ ...segments[0], image: { ...image, picture: { ...picture } } }, ...segments.slice(1)];
    expect(painter.paint(next as typeof segments, [], false).startsWith(at)).toBe(true);
    expect(painter.end()).toContain("a=d");
    expect(painter.paint(segments.slice(1), [], false)).toContain("a=d");
    expect(painter.paint(segments.slice(1), [], false)).toBe("");
    expect(painter.end()).toBe("");
  });
});
