import { describe, expect, it } from "vitest";
import { bar, columnsOf, stackedBar } from "../../../components/charts/bar.ts";
import { diverging } from "../../../components/charts/diverging.ts";
import { drawTreemap, tilesOf } from "../../../components/charts/draw-treemap.ts";
import { asciiGlyphs, unicodeGlyphs } from "../../../components/charts/glyphs.ts";
import { ansiLine, fitLine, lineWidth, plainText, run } from "../../../components/charts/line.ts";
import { scatter } from "../../../components/charts/scatter.ts";
import { sparkline } from "../../../components/charts/sparkline.ts";
import { timeAxis, timelineRow } from "../../../components/charts/timeline.ts";
import { treemap } from "../../../components/charts/treemap.ts";
import { randomBy } from "../../support/files/random.ts";

describe("a line", () => {
  it("is cut or filled to exactly its width, wide letters as well", () => {
    for (const text of ["", "abc", "日本語テキスト", "a".repeat(30)]) {
      const fitted = fitLine([run(text, { bold: true }), run("tail")], 10, "…");
      expect(lineWidth(fitted), text).toBe(10);
    }
    expect(plainText(fitLine([run("0123456789")], 10, "…"))).toBe("0123456789");
    expect(plainText(fitLine([run("01234"), run("56789x")], 10, "…"))).toBe("012345678…");
  });

  it("has no colours where the terminal shows none, and keeps its weight", () => {
    const line = [run("a", { colour: "good", bold: true }), run("b")];
    expect(ansiLine(line, true)).toBe("\x1b[1;32ma\x1b[0mb");
    expect(ansiLine(line, false)).toBe("\x1b[1ma\x1b[0mb");
  });
});

describe("a bar", () => {
  it("fills its columns exactly, and gives each part that is not 0 one of them", () => {
    const random = randomBy(7).next;
    for (let round = 0; round < 200; round += 1) {
      const values = Array.from({ length: 1 + Math.floor(random() * 6) }, () => random() ** 4 * 1000);
      const columns = columnsOf([...values, 0], 40);
      expect(columns.reduce((sum, one) => sum + one, 0)).toBe(40);
      expect(columns.slice(0, -1).every((one) => one >= 1)).toBe(true);
      expect(columns.at(-1)).toBe(0);
    }
    expect(columnsOf([0, 0], 40)).toEqual([0, 0]);
  });

  it("tells its parts apart by character in ASCII", () => {
    const parts = [
      { value: 2, colour: "chart1" as const },
      { value: 1, colour: "chart2" as const },
    ];
    expect(plainText(stackedBar(parts, 9, asciiGlyphs))).toBe("######===");
  });

  it("shows eighths where there are characters for them", () => {
    expect(bar(0.5, 5, "accent", unicodeGlyphs).text).toBe("██▌  ");
    expect(bar(2, 3, "accent", unicodeGlyphs).text).toBe("███");
    expect(bar(-1, 3, "accent", asciiGlyphs).text).toBe("   ");
  });
});

describe("a sparkline", () => {
  it("has the newest values at its right, and the largest as a full cell", () => {
    expect(sparkline([9, 0, 4, 8], 3, "good", unicodeGlyphs).text).toBe("▁▄█");
    expect(sparkline([1], 3, "good", unicodeGlyphs, 8).text).toBe("  ▁");
    expect(sparkline([], 3, "good", unicodeGlyphs).text).toBe("   ");
  });
});

describe("a treemap", () => {
  it("covers its field once, in proportion", () => {
    const random = randomBy(3).next;
    for (let round = 0; round < 100; round += 1) {
      const values = Array.from({ length: 1 + Math.floor(random() * 20) }, () => 1 + random() * 100).sort(
        (a, b) => b - a,
      );
      const size = { width: 30 + Math.floor(random() * 60), height: 8 + Math.floor(random() * 20) };
      const field = Array.from({ length: size.height }, () => Array(size.width).fill(0));
      const rectangles = treemap(values, size);
      for (const { left, top, width, height } of rectangles)
        for (let y = top; y < top + height; y += 1)
          for (let x = left; x < left + width; x += 1) field[y]?.splice(x, 1, Number(field[y]?.[x]) + 1);
      expect(field.flat().every((count) => count === 1)).toBe(true);
      const first = rectangles[0] as { width: number; height: number };
      const share = (values[0] ?? 0) / values.reduce((sum, value) => sum + value, 0);
      expect(Math.abs((first.width * first.height) / (size.width * size.height) - share)).toBeLessThan(0.12);
    }
  });

  it("has labels with numbers, and one tile for what has no room", () => {
    const all = Array.from({ length: 60 }, (_, index) => ({
      label: `p${index}`,
      note: `${60 - index} MB`,
      value: 60 - index,
    }));
    const tiles = tilesOf(all, (value) => `${value} MB`);
    expect(tiles).toHaveLength(24);
    expect(tiles.reduce((sum, { value }) => sum + value, 0)).toBe((60 * 61) / 2);
    const rows = drawTreemap(tiles, { width: 80, height: 20, glyphs: unicodeGlyphs, more: "…" });
    expect(rows.map(lineWidth)).toEqual(Array(20).fill(80));
    expect(rows.map(plainText).join("\n")).toMatch(/37 more[\s\S]*703 MB|p0/);
  });

  it("numbers what is too small for its name, and lists it below", () => {
    const tiles = [400, 350, 20, 15, 10, 0.01].map((value, index) => ({
      ...{ label: `directory-${index}`, note: `${value} MB`, value },
    }));
    const rows = drawTreemap(tiles, { width: 34, height: 16, glyphs: unicodeGlyphs, more: "…" });
    expect(rows).toHaveLength(16);
    const text = rows.map(plainText).join("\n");
    expect(text).toContain("directory-0");
    for (const [number, label] of ["1 directory-3 15 MB", "2 directory-4 10 MB"].entries()) {
      expect(text).toContain(label);
      expect(text).toMatch(new RegExp(`[│┌]${number + 1}`));
    }
    // Too small to be drawn.
    expect(text).toMatch(/(?<!\d )directory-5 0\.01 MB/);
  });
});

describe("a timeline", () => {
  it("shows what was, and what is expected behind it", () => {
    const row = (real: [number, number] | undefined, expected: [number, number]) =>
      plainText(
        timelineRow(
          {
            ...(real ? { real: { from: real[0], to: real[1] } } : {}),
            expected: { from: expected[0], to: expected[1] },
            colour: "good",
          },
          100,
          20,
          unicodeGlyphs,
        ),
      );
    expect(row([0, 50], [0, 80])).toBe("██████████░░░░░░    ");
    expect(row(undefined, [50, 100])).toBe("          ░░░░░░░░░░");
    expect(row([100, 100], [100, 100]).length).toBe(20);
    expect(row([10, 10], [10, 11])).toBe("  █                 ");
    expect(plainText(timeAxis(100, 40, String))).toBe("0       20      40      60      80".padEnd(40));
  });
});

describe("a field of points", () => {
  it("has every label that has room, the chosen one in any case, and both axes", () => {
    const points = [
      { x: 2, y: 434, label: "lz4", chosen: false },
      { x: 30, y: 326, label: "zstd 9", chosen: true },
      { x: 31, y: 326, label: "zstd 10", chosen: false },
      { x: 120, y: 218, label: "xz", chosen: false },
    ];
    const rows = scatter(points, {
      ...{ width: 50, height: 9, glyphs: unicodeGlyphs, more: "…", colour: "accent" as const },
      ...{ xText: (value: number) => `${value} s`, yText: (value: number) => `${value} MB` },
    });
    expect(rows.map(lineWidth)).toEqual(Array(9).fill(50));
    const text = rows.map(plainText).join("\n");
    expect(text).toMatch(/434 MB ┤· lz4/);
    expect(text).toMatch(/zstd 9 ●|● zstd 9/);
    expect(text).toContain("218 MB ┤");
    expect(text).toMatch(/2 s +logarithmic +120 s$/);
  });

  it("names the ends before what lies between them", () => {
    const points = [1, 2, 3, 4, 5, 6].map((level) => ({
      ...{ x: 10 ** (level / 6), y: 100 - level, label: `level ${level}` },
      ...{ chosen: level === 3, end: level === 1 || level === 6 },
    }));
    const text = scatter(points, {
      ...{ width: 36, height: 4, glyphs: unicodeGlyphs, more: "…", colour: "accent" as const },
      ...{ xText: (value: number) => String(Math.round(value)), yText: String },
    })
      .map(plainText)
      .join("\n");
    for (const level of [1, 3, 6]) expect(text).toContain(`level ${level}`);
    expect(text).not.toContain("level 2");
  });
});

describe("changes", () => {
  const changes = [
    { label: "chromium", value: 100, note: "+100 MB" },
    { label: "vim", value: -50, note: "-50 MB" },
    { label: "a-package-with-a-very-long-name", value: -1, note: "-1 MB" },
    { label: "curl", value: 0, note: "same" },
  ];
  const drawn = (glyphs: typeof asciiGlyphs, width = 49) =>
    diverging(changes, { width, glyphs, more: "~", colours: { less: "good", more: "warning" } });

  it("lie left and right of one line, to one scale", () => {
    expect(drawn(asciiGlyphs).map(plainText)).toEqual([
      "chromium                      |#########  +100 MB",
      "vim                      #####|            -50 MB",
      "a-package-with-a-ve~         #|             -1 MB",
      "curl                          |              same",
    ]);
    const [grown, shrunk] = drawn(unicodeGlyphs);
    expect(grown?.find(({ text }) => text.includes("█"))?.colour).toBe("warning");
    expect(shrunk?.find(({ text }) => text.includes("█"))?.colour).toBe("good");
  });

  it("take exactly their width", () => {
    for (const width of [32, 37, 60, 90])
      for (const line of drawn(unicodeGlyphs, width)) expect(lineWidth(line), String(width)).toBe(width);
  });
});
