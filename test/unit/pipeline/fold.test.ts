import { describe, expect, it } from "vitest";
import { stageNames } from "../../../src/builders/builders.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { emptyBuildView, fold, foldAll } from "../../../src/pipeline/fold.ts";

const started: BuildEvent = {
  type: "build-started",
  at: 1000,
  name: "console",
  log: "build.log",
  stages: stageNames.map((stage) => ({ stage, key: "k" })),
};
const view = (...events: BuildEvent[]) => [started, ...events].reduce(fold, emptyBuildView);
const stage = (name: string, ...events: BuildEvent[]) =>
  view(...events).stages.find((each) => each.name === name);

describe("fold", () => {
  it("follows a stage from waiting to done", () => {
    const begin: BuildEvent = { type: "stage-started", at: 2000, stage: "bootstrap" };
    const end: BuildEvent = {
      type: "stage-ended",
      at: 3000,
      stage: "bootstrap",
      outcome: "done",
      seconds: 1,
    };
    expect(stage("bootstrap")?.state).toBe("waiting");
    expect(stage("bootstrap", begin)).toMatchObject({ state: "running", startedAt: 2000 });
    expect(stage("bootstrap", begin, end)).toMatchObject({ state: "done", seconds: 1 });
  });

  it("forgets an old fraction when the stage no longer knows", () => {
    const half: BuildEvent = { type: "stage-progress", at: 1, stage: "rootfs", fraction: 0.5, detail: "a" };
    const unknown: BuildEvent = { type: "stage-progress", at: 2, stage: "rootfs", detail: "b" };
    expect(stage("rootfs", half)?.fraction).toBe(0.5);
    expect(stage("rootfs", half, unknown)).not.toHaveProperty("fraction");
  });

  it("keeps a bounded tail of a long log", () => {
    const lines = Array.from(
      { length: 5000 },
      (_, at): BuildEvent => ({ type: "log", at, stage: "initrd", line: `${at}` }),
    );
    const kept = stage("initrd", ...lines)?.lines ?? [];
    expect(kept.length).toBeLessThanOrEqual(200);
    expect(kept.at(-1)).toBe("4999");
  });

  it("takes many events in as it takes one after the other", () => {
    const events: BuildEvent[] = [started];
    for (let at = 0; at < 1000; at += 1) {
      const stage = stageNames[at % 3] ?? "rootfs";
      events.push({ type: "log", at, stage, line: `${at}` });
      if (at % 90 === 0) events.push({ type: "stage-progress", at, stage, fraction: at / 1000 });
    }
    const one = events.reduce(fold, emptyBuildView);
    expect(foldAll(foldAll(emptyBuildView, events.slice(0, 700)), events.slice(700))).toEqual(one);
    expect(one.stages[0]?.lines).toHaveLength(200);
    expect(foldAll(one, [started]).stages[0]?.lines).toEqual([]);
  });
});
