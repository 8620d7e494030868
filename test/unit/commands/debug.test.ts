import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { startDebug } from "../../../src/commands/debug.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-debug-"));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it("keeps the last ten files of --debug, and everything else in the cache", () => {
  vi.stubEnv("THINSMITH_CACHE", folder);
  const names = Array.from({ length: 14 }, (_, index) => `debug-17000000000${10 + index}-5.log`);
  for (const name of [...names, "debug-notes.txt", "stages"]) writeFileSync(join(folder, name), "");
  startDebug().toFile();
  const left = readdirSync(folder).sort();
  expect(left.slice(0, 9)).toEqual(names.slice(5));
  expect(left.slice(9)).toEqual([expect.stringMatching(/^debug-\d+-\d+\.log$/), "debug-notes.txt", "stages"]);
});
