import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LogFile } from "../../../src/pipeline/logs/log-file.ts";
import { LogStages } from "../../../src/pipeline/logs/log-stages.ts";

let folder: string;
let file: LogFile | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-stages-"));
});
afterEach(async () => {
  await file?.close();
  file = undefined;
  await rm(folder, { recursive: true });
});

const stagesIn = async (lines: readonly string[]) => {
  const path = join(folder, "build.log");
  await writeFile(path, lines.map((line) => `${line}\n`).join(""));
  file = await LogFile.open(path);
  const stages = new LogStages(file);
  while (await stages.step());
  return { path, stages };
};

it("says where each stage begins, and how it ended", async () => {
  const { path, stages } = await stagesIn([
    "21:00:00 == bootstrap cached after 0.0 s",
    "21:00:00 == customize",
    "21:00:01 customize: == rootfs",
    "21:00:09 == customize failed after 8.5 s",
    "21:00:09 == rootfs",
  ]);
  expect(stages.found).toEqual([
    { name: "bootstrap", line: 0, ended: { outcome: "cached", seconds: 0 } },
    { name: "customize", line: 1, ended: { outcome: "failed", seconds: 8.5 } },
    { name: "rootfs", line: 4 },
  ]);
  await appendFile(
    path,
    "21:00:20 == rootfs waits for a person: vagrant ssh\n21:01:00 == rootfs done after 51.0 s\n",
  );
  while (await stages.step());
  expect(stages.found.at(-1)).toEqual({
    ...{ name: "rootfs", line: 4, ended: { outcome: "done", seconds: 51 } },
  });
});

it("counts lines over what is read at once, and takes nothing else for a stage", async () => {
  const lines = Array.from({ length: 30_000 }, (_, at) => `21:00:00 x${"=".repeat((at * 7919) % 97)}`);
  const tricky = [
    `21:00:00 ==${"=".repeat(600_000)}`,
    "21:00:00 == \u001b[2J",
    "21:00:00 == two words",
    "=".repeat(40),
  ];
  const { stages } = await stagesIn([...lines, ...tricky, "21:00:05 == publish"]);
  expect(stages.found).toEqual([{ name: "publish", line: lines.length + tricky.length }]);
});
