import { describe, expect, it } from "vitest";
import { Paragraph } from "../../components/ui/Paragraph.tsx";
import { wrapWords } from "../../src/system/text-width.ts";
import { draw } from "../support/ui/draw.tsx";

describe("a paragraph", () => {
  it("breaks between words, and begins no line with a space", () => {
    expect(wrapWords("", 10)).toEqual([""]);
    expect(wrapWords("one two three", 7)).toEqual(["one two", "three"]);
    // The first line is just full.
    expect(wrapWords("1234 6789 b", 9)).toEqual(["1234 6789", "b"]);
    expect(wrapWords("a 0123456789 b", 5)).toEqual(["a", "0123456789", "b"]);
  });

  it("is broken at the same places on the screen", async () => {
    const { frame, shows, unmount } = draw(<Paragraph text={`${"word ".repeat(15)}abc and more`} />, 80);
    await shows("and more");
    expect(frame().split("\n")[0]).toMatch(/abc$/);
    expect(frame().split("\n")[1]).toMatch(/^and more/);
    unmount();
  });

  it("of wide letters fills the width, not the double of it", async () => {
    const { frame, shows, unmount } = draw(<Paragraph text={"漢字 ".repeat(30).trim()} />, 80);
    await shows("漢字");
    // 15 words of 4 columns with a space each are 74, another would be 79: one more than there is room for.
    expect(frame().trimEnd().split("\n")).toEqual(Array(2).fill("漢字 ".repeat(15).trim()));
    unmount();
  });
});
