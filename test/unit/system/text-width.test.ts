import { describe, expect, it } from "vitest";
import {
  charactersOf,
  cutColumns,
  cutMiddle,
  padColumns,
  textWidth,
  wrapWords,
} from "../../../src/system/text-width.ts";

const family = "👨‍👩‍👧";

describe("the width of a text", () => {
  it.each([
    ["abc", 3],
    ["漢字", 4],
    ["😀", 2],
    [family, 2],
    ["e\u0301", 1],
    ["한국어", 6],
    ["", 0],
  ])("%j", (text, columns) => {
    expect(textWidth(text)).toBe(columns);
    expect(textWidth(padColumns(text, 10))).toBe(10);
  });

  it("decides where lines break", () => {
    expect(wrapWords("漢字 漢字 漢字", 9)).toEqual(["漢字 漢字", "漢字"]);
    expect(wrapWords("😀 😀 😀", 5)).toEqual(["😀 😀", "😀"]);
    expect(wrapWords("漢字漢字", 5, true)).toEqual(["漢字", "漢字"]);
    expect(wrapWords("漢字漢字", 5)).toEqual(["漢字漢字"]);
  });

  it("decides where a text is cut, never inside of a character", () => {
    expect(cutColumns("漢字漢字", 8, "…")).toBe("漢字漢字");
    expect(cutMiddle("add linux-image-amd64", 21, "…")).toBe("add linux-image-amd64");
    expect(cutMiddle("add linux-image-amd64", 12, "…")).toBe("add li…amd64");
    expect(cutMiddle("漢字漢字漢", 6, "…")).toBe("漢…漢");
    expect(cutMiddle("name", 0, "")).toBe("");
    expect(cutColumns("漢字漢字", 7, "…")).toBe("漢字漢…");
    expect(cutColumns("漢字漢字", 6, "…")).toBe("漢字…");
    expect(cutColumns(`${family}${family}`, 3, "…")).toBe(`${family}…`);
  });

  it("counts what a person takes for one character", () => {
    expect(charactersOf(`a${family}e\u0301`)).toEqual(["a", family, "e\u0301"]);
  });
});
