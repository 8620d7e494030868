import { afterEach, beforeEach, expect, it } from "vitest";
import { writeManifest } from "../../../src/release/files/write-manifest.ts";
import type { Release } from "../../../src/release/release.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { signRelease } from "../../../src/trust/signature/sign.ts";
import { ownWatch } from "../../support/net/own-watch.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";

const [first, second] = ["20261121T000000Z-1", "20261122T000000Z-2"] as const;

let watch: Awaited<ReturnType<typeof ownWatch>>;
beforeEach(async () => {
  watch = await ownWatch("site");
});
afterEach(() => watch.close());

const built = async (id: string): Promise<Release> => {
  const release = await makeRelease({ output: watch.output, id });
  await writeManifest(release.directory, release.manifest);
  return release;
};
const sign = async (release: Release) => signRelease(release, await openKeys("site", false));

it("a boot server does not start with a release that is not signed as it has to be", async () => {
  await built(first);
  await expect(watch.open()).rejects.toThrow("it is not signed");
});

it("a boot server goes on with the release before, until the new one is signed", async () => {
  await sign(await built(first));
  const { siteIndex, tick } = await watch.open().then((opened) => ({
    siteIndex: opened.siteIndex,
    tick: () => opened.tick(),
  }));
  expect(siteIndex.find(`lab/${first}/vmlinuz`)).toBeDefined();
  const release = await built(second);
  await tick();
  expect(watch.said.join()).toMatch(/Clients get the same as before: .* it is not signed/);
  expect(siteIndex.find(`lab/${second}/vmlinuz`)).toBeUndefined();
  expect(siteIndex.find("rootfs.squashfs")).toMatchObject({ release: first });
  await sign(release);
  await tick();
  expect(siteIndex.find("rootfs.squashfs")).toMatchObject({ release: second });
});
