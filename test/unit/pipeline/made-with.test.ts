import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type CacheEntry, sumsIn } from "../../../src/pipeline/cache.ts";
import { type MadeWith, writeMadeWith } from "../../../src/pipeline/made-with.ts";
import { assembleRelease, publish } from "../../../src/pipeline/publish.ts";
import { parseManifest } from "../../../src/release/manifest.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const settings = parseSettings({ version: 1 });
const siteFiles = { overlays: [], certificates: "", demanded: {} };
const lock = {
  epoch: 1_700_000_000,
  packages: [{ name: "kmod", version: "1", architecture: "amd64", sha256: "a".repeat(64) }],
};

const result = async (name: string, files: readonly string[], made?: MadeWith): Promise<CacheEntry> => {
  const directory = join(folder, name);
  await mkdir(directory);
  for (const file of files) await writeFile(join(directory, file), "");
  if (made) await writeMadeWith(directory, made);
  return { directory, files: await sumsIn(directory) };
};

/** A release of results that were made so, and the client's configuration in it. */
const released = async (id: string, rootfs?: MadeWith, home?: MadeWith) => {
  const partial = join(folder, id);
  await mkdir(partial);
  const facts = { id, key: "k", thinsmith: "0", startedAt: "2026-11-28T09:00:00.000Z", stages: [] };
  await assembleRelease({
    ...{ settings, facts, partial, keys: undefined },
    inputs: publish.inputs(settings, { siteFiles, sources: {}, privilege: "root" }),
    results: {
      kernel: await result(`${id}-kernel`, ["vmlinuz", "version"]),
      initrd: await result(`${id}-initrd`, ["initrd"]),
      rootfs: await result(`${id}-rootfs`, ["rootfs.squashfs", "packages.tsv"], rootfs),
      home: await result(`${id}-home`, ["home.tar.gz"], home),
    },
  });
  const manifest = parseManifest(await readFile(join(partial, "manifest.json"), "utf8"));
  if ("problem" in manifest) throw new Error(manifest.problem);
  return { manifest, initrd: await readFile(join(partial, "initrd.img"), "utf8") };
};

it("records what the results were made with, and gives clients their date", async () => {
  const { manifest, initrd } = await released(
    "one",
    { lock, tools: { mmdebstrap: "1", mksquashfs: "4.6.1" } },
    { tools: { node: "20" } },
  );
  expect(manifest.lock).toEqual(lock);
  expect(manifest.tools).toEqual({ mmdebstrap: "1", mksquashfs: "4.6.1", node: "20" });
  expect(initrd).toContain("buildtime=1700000000\n");
  const again = await released("two", { lock, tools: {} });
  expect(again.initrd).toBe(initrd);
});

it("records nothing where a builder does not know it, and the date is that of the build", async () => {
  const { manifest, initrd } = await released("one");
  expect(manifest.lock).toBeUndefined();
  expect(manifest.tools).toBeUndefined();
  expect(initrd).toContain("buildtime=1795856400\n");
});
