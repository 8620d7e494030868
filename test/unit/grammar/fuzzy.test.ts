import { describe, expect, it } from "vitest";
import { findRows } from "../../../components/ui/list/find-rows.ts";
import { fuzzyMatches, wordMarks } from "../../../src/grammar/fuzzy.ts";

const zones = ["Africa/Berbera", "America/New_York", "Asia/Vientiane", "Europe/Berlin", "Europe/Vienna"];
const found = (query: string, texts: readonly string[] = zones) =>
  fuzzyMatches(texts, query).map(({ index }) => texts[index]);

describe("a fuzzy search", () => {
  it.each([
    ["begun words", "ber", ["Europe/Berlin", "Africa/Berbera"]],
    ["words in another order", "berlin europe", ["Europe/Berlin"]],
    ["two letters exchanged", "Berlni", ["Europe/Berlin"]],
    ["a wrong letter at the beginning", "nerlin", ["Europe/Berlin"]],
    ["a letter missing", "newyrk york", []],
    ["a letter too many", "berrlin", ["Europe/Berlin"]],
    ["an accent", "bérlin", ["Europe/Berlin"]],
    ["letters of words in their order, where nothing else is found", "nwyk", []],
    ["letters of one word in their order", "brln", ["Europe/Berlin"]],
    ["nothing", "zzzz", []],
  ])("finds %s", (_, query, expected) => {
    expect(found(query).sort()).toEqual([...expected].sort());
  });

  it("has the better match first: a whole word before a part, the earlier one before the later one", () => {
    expect(found("viena")[0]).toBe("Europe/Vienna");
    expect(found("zstd", ["rootfs, not zstd1", "level of zstd", "zstd"])[0]).toBe("zstd");
    expect(found("vim", ["neovim", "vim", "vim-tiny"])).toEqual(["vim", "vim-tiny", "neovim"]);
  });

  it("says what of a text matches", () => {
    expect(fuzzyMatches(["Europe/Berlin"], "berlin europe")[0]?.marks).toEqual([
      [0, 6],
      [7, 13],
    ]);
    expect(fuzzyMatches(["Europe/Berlin"], "Berlni")[0]?.marks).toEqual([[7, 13]]);
  });

  it("takes letters of every script, and signs as they are", () => {
    expect(found("мск", ["Москва мск", "Berlin"])).toEqual(["Москва мск"]);
    expect(found("/*", ["boot/*", "usr/share/man"])).toEqual(["boot/*"]);
  });

  it.each(["(a|b)*\\", "[", "\0\x1b", "a ".repeat(5000), "x".repeat(100_000), "\u{1f600}", "", " "])(
    "takes %j for no expression",
    (query) => {
      const before = performance.now();
      expect(Array.isArray(found(query))).toBe(true);
      expect(performance.now() - before).toBeLessThan(5000);
    },
  );
});

describe("marks", () => {
  it("are those of every word, and never lie over each other", () => {
    expect(wordMarks("remote desktop client", "CLIENT rem")).toEqual([
      [0, 3],
      [15, 21],
    ]);
    expect(wordMarks("vim", "vim vi im")).toEqual([[0, 3]]);
    expect(wordMarks("vim", "")).toEqual([]);
  });

  it("are told by the column that they are in", () => {
    const rows = [
      ["zstd", "about a third"],
      ["lz4", "fastest, zstd is smaller"],
    ] as const;
    const [first, second] = findRows(rows, (row) => row, "zstd");
    expect(first).toEqual({ item: rows[0], marks: [[[0, 4]], []] });
    expect(second).toEqual({ item: rows[1], marks: [[], [[9, 13]]] });
    expect(findRows(rows, (row) => row, "").map(({ item }) => item)).toEqual(rows);
  });
});
