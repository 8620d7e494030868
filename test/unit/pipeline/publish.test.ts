import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import type { CacheEntry } from "../../../src/pipeline/cache.ts";
import { notesOn, readSiteFiles } from "../../../src/pipeline/inputs/site-files.ts";
import { plan } from "../../../src/pipeline/plan.ts";
import { assembleRelease, publish } from "../../../src/pipeline/publish.ts";
import type { PlanFacts } from "../../../src/pipeline/stage.ts";
import { sha256Of } from "../../../src/release/checksum.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { readClientFiles } from "../../../src/trust/client-file/read.ts";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { demandTrusted } from "../../../src/trust/signature/demand.ts";
import { stubFile } from "../../../src/trust/uki/needs.ts";
import { makeUki, readStub } from "../../../src/trust/uki/uki.ts";
import { ownConfig, releaseKeys } from "../../support/trust.ts";

let folder: string;
let config: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-publish-"));
  config = ownConfig();
  await releaseKeys("site");
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(config, { recursive: true });
});

/** What a stage has made. */
const result = async (stage: string, contents: Readonly<Record<string, string>>): Promise<CacheEntry> => {
  const directory = join(folder, stage);
  await mkdir(directory);
  for (const [name, content] of Object.entries(contents)) await writeFile(join(directory, name), content);
  const files = Object.entries(contents).map(([name, content]) => [
    name,
    { size: content.length, sha256: sha256Of(content) },
  ]);
  return { directory, files: Object.fromEntries(files) };
};

const settingsWith = (key: string | null, uki = false) =>
  parseSettings({ version: 1, name: "lab", publish: { key }, boot: { uki }, serve: { clients } });

const clients = [
  { client: "52:54:00:12:34:56", parameters: ["hostname=desk"] },
  { client: "52:54:00:12:34:57", parameters: ["hostname=hall"], release: "pinned" },
];

const factsOf = async (key: string | null, uki = false): Promise<PlanFacts> => ({
  sources: {},
  privilege: "root",
  siteFiles: await readSiteFiles(settingsWith(key, uki)),
});

/** A release of small files, made as a build makes it. */
const made = async (key: string | null, uki = false) => {
  const settings = settingsWith(key, uki);
  const partial = join(folder, "release");
  await mkdir(partial);
  await assembleRelease({
    inputs: publish.inputs(settings, await factsOf(key, uki)),
    settings,
    facts: {
      id: "20261121T000000Z-1",
      key: "k",
      thinsmith: "0",
      startedAt: new Date().toISOString(),
      stages: [],
    },
    results: {
      kernel: await result("kernel", { vmlinuz: "kernel", version: "6.12.0\n" }),
      initrd: await result("initrd", { initrd: "initrd" }),
      rootfs: await result("rootfs", { "rootfs.squashfs": "root", "packages.tsv": "" }),
      home: await result("home", { "home.tar.gz": "home" }),
    },
    keys: key === null ? undefined : await openKeys(key, uki),
    partial,
  });
  return partial;
};

it("a release is signed by the keys that the settings name, and its clients know their public part", async () => {
  const release = await made("site");
  const { signer } = await demandTrusted(release, "site");
  expect(signer).toBe((await factsOf("site")).siteFiles.keys?.release);
  const initrd = await readFile(join(release, "initrd.img"), "latin1");
  expect(initrd).toContain("thinsmith/release.pem\0");
  expect(initrd).toContain(await readFile(join(config, "keys/site/release.pub"), "latin1"));
});

it("has signed files for single clients that get it, which its initrd expects and its sums do not have", async () => {
  const directory = await made("site");
  const { release } = await demandTrusted(directory, "site");
  const { image, since } = release.manifest.clientFiles ?? {};
  expect(await readFile(join(directory, "initrd.img"), "latin1")).toContain(
    `\nclientimage=${image}\nclientsince=${since}\n`,
  );
  const { contents, said, problems } = await readClientFiles(release, "site");
  expect(problems).toEqual([]);
  expect([...said.keys()]).toEqual(["52:54:00:12:34:56"]);
  expect(said.get("52:54:00:12:34:56")).toMatchObject({ image: "lab", parameters: ["hostname=desk"] });
  const sums = await readFile(join(directory, "SHA256SUMS"), "utf8");
  for (const path of contents.keys()) expect(sums).not.toContain(path);
});

it("without keys it has no signature, and clients know of none", async () => {
  const release = await made(null);
  await expect(demandTrusted(release, "site")).rejects.toThrow("it is not signed");
  const initrd = await readFile(join(release, "initrd.img"), "latin1");
  expect(initrd).not.toContain("release.pem");
  expect(initrd).not.toContain("clientimage");
  expect(existsSync(join(release, "clients"))).toBe(false);
});

it("is made anew where the keys of that name are others", async () => {
  const keyOf = async () =>
    new Map(
      plan(localStages, settingsWith("site"), await factsOf("site")).map(({ name, key }) => [name, key]),
    );
  const before = await keyOf();
  await rm(join(config, "keys/site"), { recursive: true });
  await releaseKeys("site");
  const after = await keyOf();
  expect(after.get("publish")).not.toBe(before.get("publish"));
  expect(after.get("initrd")).toBe(before.get("initrd"));
});

describe.skipIf(![stubFile, "/usr/bin/sbsign"].every((file) => existsSync(file)))(
  "a unified kernel image",
  () => {
    const unsignedNote = "thinsmith.efi is not signed";

    it("is a file of the release, signed by the key for firmware, with the sum that it had before", async () => {
      await makeKeys("site", { kinds: ["db"], bits: 2048, passphrase: undefined, tokens: {} });
      const release = await made("site", true);
      const { manifest } = (await demandTrusted(release, "site")).release;
      expect(manifest.files.map(({ name }) => name)).toContain("thinsmith.efi");
      const image = join(release, "thinsmith.efi");
      execFileSync("sbverify", ["--cert", join(config, "keys/site/db.crt"), image], { stdio: "ignore" });
      expect(manifest.uki?.certificate).toBe((await factsOf("site", true)).siteFiles.keys?.db);
      const parts = {
        stub: await readStub(),
        kernel: Buffer.from("kernel"),
        initrd: await readFile(join(release, "initrd.img")),
        parameters: [...manifest.bootParameters, ...[`bootpath=lab/${manifest.id}`, "--"]],
        ...{ version: "6.12.0", image: "lab", release: manifest.id },
      };
      expect(manifest.uki?.locked).toBe(true);
      expect(manifest.bootParameters).toContain("panic=15");
      expect(parts.initrd.toString("latin1")).toContain("\nlocked=y\n");
      expect(manifest.uki?.unsigned).toBe(sha256Of(makeUki(parts)));
      expect(notesOn(settingsWith("site", true), (await factsOf("site", true)).siteFiles)).toEqual([]);
    });

    it("is not signed where there is no such key, and a note says so", async () => {
      const release = await made("site", true);
      const { manifest } = (await demandTrusted(release, "site")).release;
      expect(manifest.uki).toMatchObject({ certificate: null, locked: false });
      expect(sha256Of(await readFile(join(release, "thinsmith.efi")))).toBe(manifest.uki?.unsigned);
      const notes = notesOn(settingsWith("site", true), (await factsOf("site", true)).siteFiles);
      expect(notes.join()).toContain(unsignedNote);
    });
  },
);
