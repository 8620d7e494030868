import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build } from "../../../src/pipeline/build.ts";
import type { Builder, StageRunner } from "../../../src/pipeline/builder.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { knownFailures } from "../../../src/pipeline/failures/known-failures.ts";
import { Unproven } from "../../../src/pipeline/failures/unproven.ts";
import { proofFile } from "../../../src/pipeline/prove-parts.ts";
import { publish } from "../../../src/pipeline/publish.ts";
import { noInputs } from "../../../src/pipeline/stage.ts";
import { currentRelease, readRelease } from "../../../src/release/release.ts";
import { assign } from "../../../src/settings/assign.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { ThinsmithError } from "../../../src/system/errors.ts";

let folder: string;
const cacheBefore = process.env.THINSMITH_CACHE;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-candidate-"));
  process.env.THINSMITH_CACHE = join(folder, "cache");
});
afterAll(async () => {
  if (cacheBefore === undefined) delete process.env.THINSMITH_CACHE;
  else process.env.THINSMITH_CACHE = cacheBefore;
  await rm(folder, { recursive: true });
});

const stage = (name: string, needs: readonly string[]) => ({
  ...{ name, needs, revision: 1, inputs: noInputs, seconds: 1, mebibytes: () => 0 },
});
const parts = ["kernel", "initrd", "rootfs", "home"];

const writing =
  (...names: readonly string[]): StageRunner =>
  async ({ output }) => {
    for (const name of names) await writeFile(join(output, name), name);
  };

const passes: StageRunner = async ({ output }) =>
  writeFile(join(output, proofFile), JSON.stringify({ how: "look", ok: true, findings: [] }));
const fails: StageRunner = async ({ log }) => {
  log("init: libc.so.6 is not in the image");
  const findings = [{ check: "init", problem: "libc.so.6 is not in the image" }];
  throw new Unproven({ how: "look", ok: false, findings });
};

/** A builder of an image of nothing, which is proven like this. @param content changes what its parts are */
const builderThat = (prove: StageRunner, content: string): Builder => ({
  stages: [
    ...parts.map((name) => ({ ...stage(name, []), inputs: () => ({ content }) })),
    stage("prove", parts),
    publish,
  ],
  needs: [],
  installs: async () => [],
  knownFailures: () => knownFailures,
  check: async () => {},
  open: async () => ({
    stages: {
      kernel: writing("vmlinuz", "version"),
      initrd: writing("initrd"),
      rootfs: async ({ output }: { output: string }) => {
        await writeFile(join(output, "rootfs.squashfs"), content);
        await writeFile(join(output, "packages.tsv"), "");
      },
      home: writing("home.tar.gz"),
      prove,
    },
    close: async () => {},
  }),
});

const image = () => join(folder, "build", "lab");
const run = async (
  prove: StageRunner,
  content: string,
  { words = [], signal = new AbortController().signal }: { words?: string[]; signal?: AbortSignal } = {},
) => {
  const events: BuildEvent[] = [];
  const settings = parseSettings(assign(parseSettings({ version: 1, name: "lab" }), words));
  for await (const event of build({
    ...{
      settings,
      builder: builderThat(prove, content),
      output: join(folder, "build"),
      useCache: true,
      signal,
    },
  }))
    events.push(event);
  const ended = events.at(-1);
  if (ended?.type !== "build-ended") throw new Error("it did not say how it ended");
  const outcomes = events.flatMap((event) =>
    event.type === "stage-ended" ? [[event.stage, event.outcome] as const] : [],
  );
  return { ended, outcomes: Object.fromEntries(outcomes) };
};
const current = () => readlink(join(image(), "current"));
const namesIn = async (name: string) => (await readdir(join(image(), name)).catch(() => [])).sort();

// One story: each test goes on from what the one before has left.
it("an image that passes is current, and its manifest says what was proven", async () => {
  const { ended, outcomes } = await run(passes, "good");
  expect(ended).toMatchObject({ ok: true });
  expect(outcomes).toMatchObject({ prove: "done", publish: "done" });
  expect((await currentRelease(image()))?.manifest.proof).toEqual({ how: "look", ok: true, findings: [] });
});

it("is not proven again where only its settings change", async () => {
  const { ended, outcomes } = await run(fails, "good", { words: ["zram.sizePct=75"] });
  expect(ended).toMatchObject({ ok: true });
  expect(outcomes).toMatchObject({ prove: "cached", publish: "done" });
  expect((await currentRelease(image()))?.manifest).toMatchObject({ proof: { how: "look", ok: true } });
});

it("a QEMU that was killed is what it says, whatever the client has said", async () => {
  const before = await namesIn("candidates");
  const message = "QEMU was ended by SIGKILL while it booted the image.";
  const { ended } = await run(({ log }) => {
    log("mount: /mnt: No space left on device");
    throw new ThinsmithError(message, { remedy: "Try again." });
  }, "killed");
  expect(ended.failure).toMatchObject({ stage: "prove", message, remedy: "Try again." });
  expect(await namesIn("candidates")).toEqual(before);
});

let candidate: string;
it("an image that fails is a candidate, and what was current stays", async () => {
  const before = await current();
  const { ended, outcomes } = await run(fails, "bad");
  expect(outcomes.prove).toBe("failed");
  expect(outcomes.publish).toBe(undefined);
  expect(ended).toMatchObject({ ok: false, candidate: true, failure: { stage: "prove", cancelled: false } });
  expect(ended.failure?.message).toBe(
    "The image is not sound: 1 thing is wrong.\n  init    libc.so.6 is not in the image",
  );
  candidate = ended.release ?? "";
  expect(basename(dirname(candidate))).toBe("candidates");
  expect(await current()).toBe(before);
  const { manifest } = await readRelease(candidate);
  expect(manifest.proof).toMatchObject({ how: "look", ok: false, findings: [{ check: "init" }] });
  expect(ended.failure?.log).toBe(join(candidate, "build.log"));
  expect(await readFile(ended.failure?.log ?? "", "utf8")).toContain(
    "prove: init: libc.so.6 is not in the image",
  );
  expect((await namesIn("releases")).filter((name) => name.startsWith("."))).toEqual([]);
});

it("the same content that fails again makes no second candidate", async () => {
  const { ended } = await run(fails, "bad");
  expect(ended).toMatchObject({ ok: false, candidate: true, release: candidate });
  expect(await namesIn("candidates")).toEqual([basename(candidate)]);
  expect(existsSync(ended.failure?.log ?? "")).toBe(true);
});

it("the same content that passes at last is current", async () => {
  const { ended } = await run(passes, "bad");
  expect(ended).toMatchObject({ ok: true });
  expect(ended.candidate).toBe(undefined);
  expect(await current()).toBe(`releases/${basename(ended.release ?? "")}`);
});

it("without a proof it is current, and the manifest says that nothing was proven", async () => {
  const { stages, ...others } = builderThat(fails, "unproven");
  const builder = { ...others, stages: stages.filter(({ name }) => name !== "prove") };
  const settings = parseSettings({ version: 1, name: "lab", publish: { proof: "none" } });
  const { signal } = new AbortController();
  const output = join(folder, "build");
  for await (const _ of build({ settings, builder, output, useCache: true, signal })) void _;
  expect((await currentRelease(image()))?.manifest.proof).toEqual({ how: "none", ok: true, findings: [] });
});

it("a proof that could not find out is a failure like others, without a candidate", async () => {
  const before = [await current(), await namesIn("candidates")];
  const { ended } = await run(async () => {
    throw new Error("no more processes");
  }, "unknown");
  expect(ended).toMatchObject({ ok: false, failure: { stage: "prove", message: "no more processes" } });
  expect(ended.release).toBe(undefined);
  expect([await current(), await namesIn("candidates")]).toEqual(before);
});

it("a proof that is cancelled leaves neither a candidate nor what was begun", async () => {
  const before = [await current(), await namesIn("candidates")];
  const cancel = new AbortController();
  const { ended } = await run(
    ({ signal }) =>
      new Promise((_, failed) => {
        signal.addEventListener("abort", () => failed(new Error("ended")));
        cancel.abort();
      }),
    "cancelled",
    { signal: cancel.signal },
  );
  expect(ended).toMatchObject({ ok: false, failure: { cancelled: true } });
  expect([await current(), await namesIn("candidates")]).toEqual(before);
  expect((await namesIn("releases")).filter((name) => name.startsWith("."))).toEqual([]);
  const making = (await readdir(join(folder, "cache/stages"))).filter((name) => name.startsWith(".making"));
  expect(making).toEqual([]);
});
