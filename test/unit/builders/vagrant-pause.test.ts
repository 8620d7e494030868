import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { vagrantBuilder } from "../../../src/builders/vagrant/builder.ts";
import { stateDirectory } from "../../../src/builders/vagrant/place.ts";
import { build } from "../../../src/pipeline/build.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { fakeBase, withFakeMachines } from "../../support/fake-machines.ts";

const place = withFakeMachines();

it("a template that a person has switched off is switched on and waited for", {
  timeout: 60_000,
}, async () => {
  const settings = parseSettings({
    version: 1,
    name: "lab",
    base: fakeBase,
    machines: { wait: true },
    publish: { proof: "look" },
  });
  const events: BuildEvent[] = [];
  for await (const event of build({
    ...{
      settings,
      builder: vagrantBuilder,
      output: join(place.folder, "build"),
      useCache: true,
      signal: new AbortController().signal,
    },
    onPause: (_, resume) => void writeFile(join(stateDirectory(), "down"), "").then(resume),
  }))
    events.push(event);
  expect(events).toContainEqual(
    expect.objectContaining({ type: "stage-progress", detail: "waits until the template answers again" }),
  );
  const ups = (await readFile(join(stateDirectory(), "ups"), "utf8")).trim().split("\n");
  expect(ups.map((line) => line.split(" --no-provision ")[1])).toEqual(["template server", "template"]);
  // Where the fake machine's abilities end.
  expect(events.at(-1)).toMatchObject({ failure: { lastLines: ["the fake machine has no files"] } });
});
