import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadMeter } from "../../../src/system/load.ts";

describe("the machine's load", () => {
  it("takes memory that could be freed at once for free", async () => {
    const meminfo = readFileSync("/proc/meminfo", "utf8");
    const bytes = (name: string) =>
      1024 * Number(new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(meminfo)?.[1]);
    const { memoryUsed = 0, memoryTotal } = await loadMeter()([]);
    expect(memoryTotal).toBe(bytes("MemTotal"));
    const used = bytes("MemTotal") - bytes("MemAvailable");
    // Other programs take and free some in the meantime.
    expect(Math.abs(memoryUsed - used)).toBeLessThan(bytes("MemTotal") / 20);
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
