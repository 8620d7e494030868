import { describe, expect, it } from "vitest";
import { loadMeter, memoryOf } from "../../../src/system/load.ts";

describe("the machine's load", () => {
  it("takes memory that could be freed at once for free", () => {
    const meminfo = "MemTotal:       1000 kB\nMemFree:          10 kB\nMemAvailable:    600 kB\n";
    expect(memoryOf(meminfo)).toEqual({ used: 400 * 1024, total: 1000 * 1024 });
    expect(memoryOf("MemTotal: 5 kB\n")).toBeUndefined();
  });

  it("has figures within bounds, and none of a disk that is not there", async () => {
    const meter = loadMeter();
    // Some work, so that the clocks of the processors go on.
    const until = performance.now() + 30;
    while (performance.now() < until);
    const load = await meter(["/", "/nonexistent/x"]);
    expect(load.cpu).toBeGreaterThan(0);
    expect(load.cpu).toBeLessThanOrEqual(1);
    expect(load.memoryUsed).toBeGreaterThan(0);
    expect(load.memoryUsed).toBeLessThan(load.memoryTotal ?? 0);
    expect(load.diskFree).toBeGreaterThan(0);
    expect(await meter(["/nonexistent/x"])).not.toHaveProperty("diskFree");
  });
});
