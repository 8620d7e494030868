import { describe, expect, it } from "vitest";
import { layoutOf, smallest } from "../../../components/layout.ts";

describe("the layout", () => {
  it("has title, rule, body, rule and keys in all rows but the last", () => {
    const { frame, title, body, keys, fits, width } = layoutOf({ columns: 80, rows: 24 });
    expect(frame).toEqual({ left: 0, top: 0, columns: 80, rows: 23 });
    expect(title).toEqual({ left: 1, top: 0, columns: 78, rows: 1 });
    expect(body).toEqual({ left: 1, top: 2, columns: 78, rows: 19 });
    expect(keys).toEqual({ left: 1, top: 22, columns: 78, rows: 1 });
    expect({ fits, width }).toEqual({ fits: true, width: "usual" });
  });

  it("leaves a list what the other parts of the body do not take, and its least in any case", () => {
    const parts = { search: 2, help: 4 };
    expect(layoutOf({ columns: 80, rows: 24 }, parts, 3).list.rows).toBe(13);
    expect(layoutOf({ columns: 80, rows: 18 }, parts, 3).list.rows).toBe(7);
    expect(layoutOf({ columns: 80, rows: 18 }, { ...parts, notes: 20 }, 3).list.rows).toBe(3);
  });

  it("tells what fits, and how wide it is", () => {
    expect(layoutOf(smallest).fits).toBe(true);
    expect(layoutOf({ ...smallest, columns: smallest.columns - 1 }).fits).toBe(false);
    expect(layoutOf({ ...smallest, rows: smallest.rows - 1 }).fits).toBe(false);
    const widths = [75, 76, 99, 100].map((columns) => layoutOf({ columns, rows: 24 }).width);
    expect(widths).toEqual(["narrow", "usual", "usual", "wide"]);
  });
});
