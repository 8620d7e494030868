import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import { vagrantStages } from "../../../src/builders/vagrant/definitions.ts";
import { type Work, workOf } from "../../../src/contents/work.ts";
import { readBuilds } from "../../../src/pipeline/builds.ts";
import { buildSeconds, stageSeconds } from "../../../src/pipeline/estimates.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { emptyBuildView, foldAll } from "../../../src/pipeline/fold.ts";
import { remainingSeconds, scheduleOf } from "../../../src/pipeline/remaining.ts";
import type { StageName } from "../../../src/pipeline/stage.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

let output: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), "thinsmith-estimates-"));
});
afterEach(() => rm(output, { recursive: true }));

/** A release with a number of packages of 2 MiB each. */
const release = async (
  image: string,
  id: string,
  stages: [string, "done" | "cached", number][],
  packages = 161,
  proof?: "look" | "boot",
) => {
  const directory = join(output, image, "releases", id);
  await mkdir(directory, { recursive: true });
  const listed = stages.map(([name, outcome, seconds]) => ({ name, key: "k", outcome, seconds }));
  const manifest = {
    ...{ id, name: image, stages: listed },
    packages: Array.from({ length: packages }, (_, at) => ({
      ...{ name: `p${at}`, version: "1", architecture: "amd64", installedKiB: 2048 },
    })),
    files: [{ name: "rootfs.squashfs", size: 170e6, sha256: "0".repeat(64) }],
    settings: parseSettings({ version: 1, name: image }, "test"),
    ...(proof ? { proof: { how: proof, ok: true, findings: [] } } : {}),
  };
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
};

/** The stages of a build as `publish.proof` has them. */
const provenBy = (stages: typeof localStages, proof: "look" | "boot") => {
  const settings = parseSettings({ version: 1, publish: { proof } });
  return stages.filter(({ when }) => when?.(settings) ?? true);
};

const estimated = async (
  work?: Work,
  level = 9,
  stages = provenBy([...localStages, ...vagrantStages], "look"),
) => {
  const initrd = { modules: "netboot", compression: "zstd" } as const;
  const image = { name: "lab", rootfs: { compression: "zstd", level }, initrd } as const;
  return Object.fromEntries(stageSeconds(stages, image, work, await readBuilds(output)));
};

describe("what was built", () => {
  it("is read anew only where it is written anew: the wizard looks every few seconds", async () => {
    await release("lab", "20260101T000000Z-a", [["bootstrap", "done", 500]]);
    await release("lab", "20260102T000000Z-b", [["bootstrap", "done", 50]]);
    const [newer, older] = await readBuilds(output);
    await release("lab", "20260102T000000Z-b", [["bootstrap", "done", 70]], 9);
    const again = await readBuilds(output);
    expect(again[1]).toBe(older);
    expect(again[0]?.packages.size).toBe(9);
    expect(newer?.packages.size).toBe(161);
    await rm(join(output, "lab/releases/20260102T000000Z-b"), { recursive: true });
    expect(await readBuilds(output)).toEqual([older]);
    expect(await readBuilds(output, `${output}/.`, join(output, "none"))).toEqual([older]);
  });
});

describe("what the stages of a build will take", () => {
  it("is what they took for this image, the median of the last three", async () => {
    await release("lab", "20260101T000000Z-a", [["bootstrap", "done", 500]]);
    await release("lab", "20260102T000000Z-b", [["bootstrap", "done", 50]]);
    await release("lab", "20260103T000000Z-c", [["bootstrap", "done", 52]]);
    await release("lab", "20260104T000000Z-d", [
      ["bootstrap", "cached", 0],
      ["rootfs", "done", 12],
    ]);
    await release("other", "20260105T000000Z-e", [["initrd", "done", 7]]);
    const { bootstrap, rootfs, initrd } = await estimated();
    expect(bootstrap).toBeCloseTo(52);
    expect(rootfs).toBeCloseTo(12);
    expect(initrd).toBeCloseTo(7);
    // Packed anew with another level, it takes longer than it did.
    expect((await estimated(undefined, 19)).rootfs).toBeGreaterThan(60);
  });

  it("is what another image took, by what this one has more", async () => {
    await release("other", "20260103T000000Z-c", [
      ["bootstrap", "done", 60],
      ["rootfs", "done", 12],
    ]);
    await mkdir(join(output, "broken/releases/20260104T000000Z-d"), { recursive: true });
    await writeFile(join(output, "broken/releases/20260104T000000Z-d/manifest.json"), "{");
    const level = { compression: "zstd", level: 9 } as const;
    const same = await estimated(workOf(161, 161 * 2.097, level));
    expect(same.bootstrap).toBeCloseTo(60, 0);
    const more = await estimated(workOf(483, 3 * 161 * 2.097, level));
    expect(more.bootstrap).toBeGreaterThan(100);
    expect(more.bootstrap).toBeLessThan(180);
    expect(more.rootfs).toBeGreaterThan(24);
    const small = await estimated(workOf(161, 161 * 2.097, { compression: "zstd", level: 19 }));
    expect(small.rootfs).toBeGreaterThan(60);
    expect(small.bootstrap).toBe(same.bootstrap);
  });

  it("is for a stage that never ran here as much longer as for most others", async () => {
    const work = workOf(161, (161 * 2048 * 1024) / 1e6, { compression: "zstd", level: 9 });
    const estimate = () => estimated(work, 9, provenBy(localStages, "look"));
    const usual = await estimate();
    await release("lab", "20260101T000000Z-a", [
      ["bootstrap", "done", 3 * (usual.bootstrap ?? 0)],
      ["customize", "done", 3 * (usual.customize ?? 0)],
      ["rootfs", "done", usual.rootfs ?? 0],
    ]);
    const { publish, prove, rootfs } = await estimate();
    expect(publish).toBeCloseTo(3 * (usual.publish ?? 0));
    expect(prove).toBeCloseTo(3 * (usual.prove ?? 0));
    expect(rootfs).toBeCloseTo(usual.rootfs ?? 0);
  });

  it("is for a proof by a boot what boots took, and for one by looking what looking took", async () => {
    const of = async (proof: "look" | "boot") =>
      (await estimated(undefined, 9, provenBy(localStages, proof))).prove ?? 0;
    expect(await of("boot")).toBeGreaterThan(20 * (await of("look")));
    await release("lab", "20260101T000000Z-a", [["prove", "done", 2]], 161, "look");
    await release("lab", "20260102T000000Z-b", [["prove", "done", 90]], 161, "boot");
    expect(await of("look")).toBeCloseTo(2);
    expect(await of("boot")).toBeCloseTo(90);
  });

  it("has a default where nothing was built", async () => {
    const estimates = await estimated();
    for (const seconds of Object.values(estimates)) expect(seconds).toBeGreaterThan(0);
    // As measured with a console image.
    expect(estimates.bootstrap).toBeGreaterThan(20);
    expect(estimates.bootstrap).toBeLessThan(28);
  });

  it("comes to the longest way through the stages", () => {
    const stages = expected.map(([name, needs, seconds]) => ({ name, needs, seconds }));
    const seconds = new Map(expected.map(([name, , seconds]) => [name, seconds]));
    expect(buildSeconds(stages, seconds)).toBe(33);
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
const end = (stage: StageName, seconds: number): BuildEvent => ({
  ...{ type: "stage-ended", at: 0, stage, outcome: "done", seconds },
});
const view = (...events: BuildEvent[]) => foldAll(emptyBuildView, events);

describe("what is left of a build", () => {
  it("is the longest way through the stages, not their sum", () => {
    expect(remainingSeconds(view(started()), 0)).toBe(33);
  });

  it("grows less with time, and never less than nothing", () => {
    const running = view(started(), begin("bootstrap", 0));
    expect(remainingSeconds(running, 5000)).toBe(28);
    // Longer than expected, and nearly at its end for all that is known.
    expect(remainingSeconds(running, 23_000)).toBeGreaterThan(13);
    expect(remainingSeconds(running, 23_000)).toBeLessThan(15);
    // Longer than ever, and it says nothing of how far it is.
    expect(remainingSeconds(running, 500_000)).toBeUndefined();
  });

  it("believes a stage's own progress the more the further it is", () => {
    const ends = [0.2, 0.5, 0.9].map((fraction) => {
      const at = 80_000 * fraction;
      const running = view(...[started(), end("bootstrap", 20), end("customize", 2), begin("rootfs", 0)], {
        type: "stage-progress",
        at,
        stage: "rootfs",
        fraction,
      });
      return scheduleOf(running, at).get("rootfs")?.to ?? 0;
    });
    // 6 s were expected, and it will take 80.
    expect(ends.toSorted((a, b) => a - b)).toEqual(ends);
    expect(ends[2]).toBeGreaterThan(72);
    expect(ends[2]).toBeLessThan(81);
  });

  it("takes no speed from a mark that is told again", () => {
    const mark = (at: number): BuildEvent => ({ type: "stage-progress", at, stage: "initrd", fraction: 0.5 });
    const before = [started(), end("bootstrap", 20), end("customize", 2), begin("initrd", 0), mark(5000)];
    const told = view(...before, mark(6000), mark(7000));
    expect(remainingSeconds(told, 7000)).toBe(remainingSeconds(view(...before), 7000));
    const [speed] = told.stages.flatMap((stage) => stage.speed ?? []);
    expect(speed).toEqual({ seconds: 10, at: 5000 });
  });

  it("expects of the other stages what those that are done have shown of this machine", () => {
    const slow = view(started(), end("bootstrap", 80), end("customize", 8));
    // 11 s are expected for initrd and publish.
    expect(remainingSeconds(slow, 0)).toBeGreaterThan(35);
    expect(remainingSeconds(slow, 0)).toBeLessThan(44);
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
});
