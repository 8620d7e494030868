import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { apart, QuickSegmenter, Segmenter } from "../../../src/dev/quick-segmenter.mjs";
import { narrow } from "../../../src/dev/quicker-modules.mjs";

const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
const ofClass = (allowed: RegExp) => all.filter((character) => allowed.test(character));
const usual = new Segmenter();
const quick = new QuickSegmenter();

describe("the bundle's segmenter", () => {
  it("splits where no character joins another as the usual one does", () => {
    const characters = ofClass(apart);
    expect(characters.length).toBeGreaterThan(2000);
    // Each beside itself, beside its neighbour, and beside one of each kind.
    for (const [index, character] of characters.entries()) {
      const text = [
        character,
        character,
        characters[index + 1] ?? "",
        "a",
        "\n",
        "\x1b",
        "❯",
        character,
      ].join("");
      expect([...quick.segment(text)], JSON.stringify(text)).toEqual([...usual.segment(text)]);
    }
  });

  it.each(["a\r\nb", "e\u0301", "👩‍👩‍👧 x", "🇩🇪", "❤\ufe0f", "각", "क्षि", "a\u200db", ""])(
    "splits %j as the usual one does",
    (text) => {
      expect([...quick.segment(text)]).toEqual([...usual.segment(text)]);
      for (const at of [0, 1, 5, 99])
        expect(quick.segment(text).containing(at)).toEqual(usual.segment(text).containing(at));
    },
  );

  it("leaves words to the usual one", () => {
    const options = ["en", { granularity: "word" }] as const;
    const words = [...new QuickSegmenter(...options).segment("two words")];
    expect(words).toEqual([...new Segmenter(...options).segment("two words")]);
  });
});

it("characters that the bundle takes for narrow have one column", () => {
  const characters = ofClass(narrow);
  expect(characters.length).toBeGreaterThan(1000);
  for (const character of characters) expect(stringWidth(character), JSON.stringify(character)).toBe(1);
  expect(stringWidth(characters.join(""))).toBe(characters.length);
});
