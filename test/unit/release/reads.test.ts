import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lastReads, noteReads, Reads, readsFile } from "../../../src/release/reads.ts";

const readAll = (...parts: [number, number][]) => {
  const reads = new Reads();
  for (const [from, bytes] of parts) reads.add(from, bytes);
  return reads;
};

it("what is read of a file counts once, in the order of reading", () => {
  expect(readAll([100, 50], [0, 10]).parts).toEqual([
    [100, 50],
    [0, 10],
  ]);
  expect(readAll([100, 50], [150, 50], [120, 10]).parts).toEqual([[100, 100]]);
  const holes = readAll([10, 10], [30, 10], [50, 10], [0, 100]);
  expect(holes.parts).toEqual([
    [10, 10],
    [30, 10],
    [50, 10],
    [0, 10],
    [20, 10],
    [40, 10],
    [60, 40],
  ]);
  expect(holes.bytes).toBe(100);
  expect(readAll([5, 10], [0, 10], [0, 15]).parts).toEqual([
    [5, 10],
    [0, 5],
  ]);
});

it("it is noted with the release, and read back as far as it makes sense", async () => {
  const folder = await mkdtemp(join(tmpdir(), "thinsmith-reads-"));
  try {
    expect(await lastReads(folder)).toBeUndefined();
    await noteReads(folder, [[4096, 10]]);
    expect(await lastReads(folder)).toEqual([[4096, 10]]);
    await noteReads(folder, []);
    await expect(stat(join(folder, readsFile))).rejects.toThrow("ENOENT");
    for (const text of ["", "{}", '{"parts":[[-1,5]]}', '{"parts":[["a",5]]}', '{"parts":[[1,2,3]]}']) {
      await writeFile(join(folder, readsFile), text);
      expect(await lastReads(folder), text).toBeUndefined();
    }
    await writeFile(join(folder, readsFile), " ".repeat(3_000_000));
    expect(await lastReads(folder)).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
