import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nextReleaseId } from "../../../src/pipeline/workspace.ts";

let image: string;
beforeEach(async () => {
  image = await mkdtemp(join(tmpdir(), "thinsmith-test-"));
});
afterEach(() => rm(image, { recursive: true }));

const start = new Date("2026-11-22T21:14:59.400Z");

it("names a release after when its build began and what it is made of", async () => {
  expect(await nextReleaseId(image, start, "0123456789abcdef")).toBe("20261122T211459Z-01234567");
});

it("never names two builds of one second alike, or the later one so that it sorts first", async () => {
  await mkdir(join(image, "releases", "20261122T211459Z-ffffffff"), { recursive: true });
  expect(await nextReleaseId(image, start, "0123456789")).toBe("20261122T211500Z-01234567");
  await mkdir(join(image, "failed-20261122T211500Z-01234567"));
  expect(await nextReleaseId(image, start, "0123456789")).toBe("20261122T211501Z-01234567");
});

it("does not run after a clock that was wrong once", async () => {
  await mkdir(join(image, "releases", "20991122T211459Z-01234567"), { recursive: true });
  const id = await nextReleaseId(image, start, "0123456789");
  expect(id < "2027").toBe(true);
});
