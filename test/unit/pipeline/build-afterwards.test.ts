import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { vagrantBuilder } from "../../../src/builders/vagrant/builder.ts";
import { build } from "../../../src/pipeline/build.ts";
import type { Builder, OpenBuilder, StageRunner } from "../../../src/pipeline/builder.ts";
import type { BuildEnded } from "../../../src/pipeline/events.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { run } from "../../../src/system/process.ts";
import { fakeBase, withFakeMachines } from "../../support/fake-machines.ts";

const place = withFakeMachines();

const writing =
  (...names: readonly string[]): StageRunner =>
  async ({ output }) => {
    for (const name of names) await writeFile(join(output, name), "");
  };

/** Makes an image of nothing, and then cannot serve it; no virtual machine can run here. */
const opened: OpenBuilder = {
  stages: {
    ...{ up: writing(), provision: writing(), customize: writing("fingerprint"), tree: writing() },
    kernel: writing("vmlinuz", "version"),
    initrd: writing("initrd"),
    rootfs: writing("rootfs.squashfs", "packages.tsv"),
    home: writing("home.tar.gz"),
    serve: async ({ log }) => {
      await run(["true"]);
      log("the server is away");
      throw new Error("nobody serves this");
    },
  },
  close: async () => {},
};
const builder: Builder = {
  ...vagrantBuilder,
  open: async () => {
    await run(["test", "before any stage"]);
    return opened;
  },
};

const endOf = async (): Promise<BuildEnded> => {
  const settings = parseSettings({ version: 1, name: "lab", base: fakeBase, publish: { proof: "none" } });
  const { signal } = new AbortController();
  let last: BuildEnded | undefined;
  for await (const event of build({
    settings,
    builder,
    output: join(place.folder, "build"),
    useCache: true,
    signal,
  }))
    if (event.type === "build-ended") last = event;
  if (!last) throw new Error("it did not say how it ended");
  return last;
};

it("a build that fails after publishing names its release and its own log, also where nothing had changed", async () => {
  const first = await endOf();
  const second = await endOf();
  for (const { ok, release, failure } of [first, second]) {
    expect({ ok, stage: failure?.stage, message: failure?.message }).toEqual({
      ...{ ok: false, stage: "serve", message: "nobody serves this" },
    });
    expect(release).toBe(first.release);
    const log = await readFile(failure?.log ?? "", "utf8");
    expect(log).toContain("the server is away");
    expect(log).toMatch(/^\S+ \[\d+\] start cd \S+; .*test 'before any stage'$/m);
    expect(log).toMatch(
      / serve: \[(\d+)\] start cd \S+; .*true\n.* serve: \[\1\] end true: status 0, \d+\.\d\d s\n/,
    );
  }
  expect(first.failure?.log).toBe(join(first.release ?? "", "build.log"));
  expect(second.failure?.log).toMatch(/\/failed-[^/]+\/build\.log$/);
});
