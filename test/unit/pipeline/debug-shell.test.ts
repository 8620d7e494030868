import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { build } from "../../../src/pipeline/build.ts";
import type { Builder, FailedStage, StageRunner } from "../../../src/pipeline/builder.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { publish } from "../../../src/pipeline/publish.ts";
import { noInputs } from "../../../src/pipeline/stage.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-shell-"));
  vi.stubEnv("THINSMITH_CACHE", join(folder, "cache"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const stage = (name: string, needs: readonly string[]) => ({
  ...{ name, needs, revision: 1, inputs: noInputs, seconds: 1, mebibytes: () => 0 },
});

/** A builder of which one stage makes half of something and then does this. */
const builderThat = (ends: StageRunner, seen: string[]): Builder => ({
  stages: [
    stage("tree", []),
    ...["kernel", "initrd", "rootfs", "home"].map((name) => stage(name, ["tree"])),
    publish,
  ],
  needs: [],
  installs: async () => [],
  knownFailures: () => [],
  check: async () => {},
  open: async () => ({
    stages: {
      tree: async ({ output }: { output: string }) => writeFile(join(output, "whole"), "the tree"),
      kernel: async (context: Parameters<StageRunner>[0]) => {
        await writeFile(join(context.output, "half"), "half a kernel");
        await ends(context);
      },
      ...{ initrd: async () => {}, rootfs: async () => {}, home: async () => {} },
    },
    async shell({ stage: failed, output, inputs }: FailedStage) {
      seen.push(failed, await readFile(join(output, "half"), "utf8"));
      seen.push(await readFile(join(inputs.tree ?? "", "whole"), "utf8"));
    },
    close: async () => {},
  }),
});

const run = async (ends: StageRunner, signal = new AbortController().signal) => {
  const seen: string[] = [];
  const events: BuildEvent[] = [];
  const settings = parseSettings({ version: 1, name: "lab" });
  for await (const event of build({
    ...{ settings, builder: builderThat(ends, seen), output: join(folder, "build"), useCache: true, signal },
    debugShell: (open, { message }) => {
      seen.push(message);
      return open();
    },
  }))
    events.push(event);
  return { seen, last: events.at(-1) };
};

it("a shell opens where a stage has failed, and what the stage has made is removed afterwards", async () => {
  const { seen, last } = await run(async () => {
    throw new Error("no kernel today");
  });
  expect(seen).toEqual(["no kernel today", "kernel", "half a kernel", "the tree"]);
  expect(last).toMatchObject({ ok: false, failure: { stage: "kernel", message: "no kernel today" } });
  const left = await readdir(join(folder, "cache/stages"));
  expect(left.filter((name) => name.startsWith("."))).toEqual([]);
});

it("no shell opens in a build that a person has cancelled", async () => {
  const cancelling = new AbortController();
  const { seen, last } = await run(async ({ signal }) => {
    cancelling.abort();
    signal.throwIfAborted();
  }, cancelling.signal);
  expect(seen).toEqual([]);
  expect(last).toMatchObject({ ok: false, failure: { cancelled: true } });
});
