import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeManifest } from "../../../src/release/files/write-manifest.ts";
import type { Release } from "../../../src/release/release.ts";
import { findServedImage } from "../../../src/serve/assignment/releases.ts";
import { Staging } from "../../../src/serve/assignment/staging.ts";
import { ReleaseWatcher } from "../../../src/serve/release-watcher.ts";
import { keyOf, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { rememberKey } from "../../../src/trust/signature/known-keys.ts";
import { signRelease } from "../../../src/trust/signature/sign.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";
import { ownConfig, releaseKeys } from "../../support/trust.ts";

const [first, second] = ["20261121T000000Z-1", "20261122T000000Z-2"] as const;

let folder: string;
let config: string;
let staging: Staging;
let watcher: ReleaseWatcher | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-signed-"));
  config = ownConfig();
  await releaseKeys("site");
  await rememberKey("lab", keyOf(await readKeySet("site"), "release").open);
  staging = await Staging.open();
});
afterEach(async () => {
  await watcher?.close();
  watcher = undefined;
  await staging.close();
  await rm(folder, { recursive: true });
  await rm(config, { recursive: true });
});

const built = async (id: string): Promise<Release> => {
  const release = await makeRelease({ output: join(folder, "build"), id });
  await writeManifest(release.directory, release.manifest);
  return release;
};
const sign = async (release: Release) => signRelease(release, await openKeys("site", false));

const problems: string[] = [];
const open = async () => {
  problems.length = 0;
  watcher = await ReleaseWatcher.open({
    image: await findServedImage("lab", join(folder, "build")),
    adjust: (serve) => serve,
    bootServer: { address: "192.168.77.1", port: 80 },
    dhcp: "full",
    staging,
    onChange: () => {},
    onProblem: (message) => problems.push(message),
    onNote: () => {},
  });
  return watcher;
};

it("a boot server does not start with a release that is not signed as it has to be", async () => {
  await built(first);
  await expect(open()).rejects.toThrow("it is not signed");
});

it("a boot server goes on with the release before, until the new one is signed", async () => {
  await sign(await built(first));
  const { siteIndex, tick } = await open().then((opened) => ({
    siteIndex: opened.siteIndex,
    tick: () => opened.tick(),
  }));
  expect(siteIndex.find(`lab/${first}/vmlinuz`)).toBeDefined();
  const release = await built(second);
  await tick();
  expect(problems.join()).toMatch(/Clients get the same as before: .* it is not signed/);
  expect(siteIndex.find(`lab/${second}/vmlinuz`)).toBeUndefined();
  expect(siteIndex.find("rootfs.squashfs")).toMatchObject({ release: first });
  await sign(release);
  await tick();
  expect(siteIndex.find("rootfs.squashfs")).toMatchObject({ release: second });
});
