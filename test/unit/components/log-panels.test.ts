import { describe, expect, it } from "vitest";
import { panelsOf } from "../../../components/layout.ts";

describe("log panels", () => {
  it("fill the room exactly, the chosen one most", () => {
    for (const rows of [3, 4, 5, 7, 10, 26]) {
      for (const count of [1, 2, 3, 4]) {
        for (let chosen = 0; chosen < count; chosen += 1) {
          const panels = panelsOf(count, chosen, rows);
          expect(panels.reduce((sum, { height }) => sum + height, 0)).toBe(rows);
          const here = panels.find(({ index }) => index === chosen);
          for (const { height } of panels) expect(here?.height).toBeGreaterThanOrEqual(height);
          expect(Math.min(...panels.map(({ height }) => height))).toBeGreaterThanOrEqual(rows < 6 ? 2 : 3);
        }
      }
    }
  });

  it("are two of few rows rather than one", () => {
    expect(panelsOf(2, 0, 5)).toEqual([
      { index: 0, height: 3 },
      { index: 1, height: 2 },
    ]);
  });

  it("are none without logs", () => {
    expect(panelsOf(0, 0, 10)).toEqual([]);
  });
});
