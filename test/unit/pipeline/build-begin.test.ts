import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { vagrantBuilder } from "../../../src/builders/vagrant/builder.ts";
import { ownFile } from "../../../src/builders/vagrant/place.ts";
import { build } from "../../../src/pipeline/build.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { exists } from "../../../src/system/files.ts";
import { lock } from "../../../src/system/lock.ts";
import { fakeBase, withFakeMachines } from "../../support/fake-machines.ts";

const place = withFakeMachines();

it("a build that cannot begin leaves the machines to the next one of the same process", async () => {
  const settings = parseSettings({ version: 1, name: "lab", base: fakeBase, publish: { proof: "look" } });
  // In place of the folder of the releases, so that no folder can be made in it whoever runs this.
  await mkdir(join(place.folder, "build/lab"), { recursive: true });
  await writeFile(join(place.folder, "build/lab/releases"), "");
  const { signal } = new AbortController();
  const events = build({
    settings,
    builder: vagrantBuilder,
    output: join(place.folder, "build"),
    useCache: true,
    signal,
  });
  await expect(events.next()).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(await exists(dirname(ownFile("lock"))), "the builder had been opened").toBe(true);
  const release = await lock(ownFile("lock"), "A build with the machines of this folder");
  await release();
});
