import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import { vagrantStages } from "../../../src/builders/vagrant/definitions.ts";
import { readEstimates } from "../../../src/pipeline/estimates.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { emptyBuildView, foldAll, overallProgress } from "../../../src/pipeline/fold.ts";
import { remainingSeconds } from "../../../src/pipeline/remaining.ts";
import type { StageName } from "../../../src/pipeline/stage.ts";

const estimatesIn = async (folder: string) =>
  Object.fromEntries(await readEstimates(folder, "lab", [...localStages, ...vagrantStages]));

let output: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), "thinsmith-estimates-"));
});
afterEach(() => rm(output, { recursive: true }));

const release = async (image: string, id: string, stages: [string, "done" | "cached", number][]) => {
  const directory = join(output, image, "releases", id);
  await mkdir(directory, { recursive: true });
  const listed = stages.map(([name, outcome, seconds]) => ({ name, key: "k", outcome, seconds }));
  await writeFile(join(directory, "manifest.json"), JSON.stringify({ stages: listed }));
};

describe("what the stages of a build will take", () => {
  it("is what they took for this image, each when it was made last", async () => {
    await release("lab", "20260101T000000Z-a", [
      ["bootstrap", "done", 50],
      ["rootfs", "done", 99],
    ]);
    await release("lab", "20260102T000000Z-b", [
      ["bootstrap", "cached", 0],
      ["rootfs", "done", 12],
    ]);
    await release("other", "20260103T000000Z-c", [
      ["rootfs", "done", 77],
      ["initrd", "done", 7],
    ]);
    expect(await estimatesIn(output)).toMatchObject({ bootstrap: 50, rootfs: 12, initrd: 7 });
  });

  it("is that of another image where this one is new, and has a default", async () => {
    await release("other", "20260103T000000Z-c", [["rootfs", "done", 77]]);
    await mkdir(join(output, "broken/releases/20260104T000000Z-d"), { recursive: true });
    await writeFile(join(output, "broken/releases/20260104T000000Z-d/manifest.json"), "{");
    const estimates = await estimatesIn(output);
    expect(estimates.rootfs).toBe(77);
    for (const seconds of Object.values(estimates)) expect(seconds).toBeGreaterThan(0);
    expect(await estimatesIn(join(output, "nowhere"))).toMatchObject({ bootstrap: 24 });
  });
});

const expected: [StageName, StageName[], number][] = [
  ["bootstrap", [], 20],
  ["customize", ["bootstrap"], 2],
  ["initrd", ["customize"], 10],
  ["rootfs", ["customize"], 6],
  ["publish", ["initrd", "rootfs"], 1],
];
const started = (secondsOf = (_: StageName, seconds: number) => seconds): BuildEvent => ({
  type: "build-started",
  at: 0,
  name: "lab",
  log: "build.log",
  stages: expected.map(([stage, needs, seconds]) => ({
    stage,
    key: "k",
    needs,
    expectedSeconds: secondsOf(stage, seconds),
  })),
});
const begin = (stage: StageName, at: number): BuildEvent => ({ type: "stage-started", at, stage });
const end = (stage: StageName): BuildEvent => ({
  type: "stage-ended",
  at: 0,
  stage,
  outcome: "done",
  seconds: 1,
});
const view = (...events: BuildEvent[]) => foldAll(emptyBuildView, events);

describe("what is left of a build", () => {
  it("is the longest way through the stages, not their sum", () => {
    expect(remainingSeconds(view(started()), 0)).toBe(33);
  });

  it("grows less with time, and never less than nothing", () => {
    const running = view(started(), begin("bootstrap", 0));
    expect(remainingSeconds(running, 5000)).toBe(28);
    expect(remainingSeconds(running, 23_000)).toBe(13);
    // Longer than ever, and it says nothing of how far it is.
    expect(remainingSeconds(running, 500_000)).toBeUndefined();
  });

  it("believes a stage's own progress the more the further it is", () => {
    const half = view(
      started(),
      end("bootstrap"),
      end("customize"),
      begin("initrd", 38_000),
      begin("rootfs", 0),
      {
        type: "stage-progress",
        at: 0,
        stage: "rootfs",
        fraction: 0.5,
      },
    );
    // Half in 40 s: 40 more by its pace, none by what was expected, so 20, and publish.
    expect(remainingSeconds(half, 40_000)).toBe(21);
  });

  it("counts nothing for what the cache has", () => {
    const fromCache = started((stage, seconds) => (stage === "rootfs" || stage === "publish" ? seconds : 0));
    expect(remainingSeconds(view(fromCache), 0)).toBe(7);
  });

  it("is unknown where nothing is known, and when all is over", () => {
    const unknown = view({ ...started(), stages: [{ stage: "rootfs", key: "k" }] } as BuildEvent);
    expect(remainingSeconds(unknown, 0)).toBeUndefined();
    const over = view(started(), { type: "build-ended", at: 0, ok: true, seconds: 1 });
    expect(remainingSeconds(over, 0)).toBeUndefined();
  });

  it("weighs the stages in the progress of the whole", () => {
    expect(overallProgress(view(started(), end("bootstrap")))).toBeCloseTo(20 / 39);
    const nothing = view(started(() => 0));
    expect(overallProgress(nothing)).toBe(0);
    expect(
      overallProgress(
        view(
          started(() => 0),
          ...expected.map(([stage]) => end(stage)),
        ),
      ),
    ).toBe(1);
  });
});
