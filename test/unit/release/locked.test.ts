import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lockedSettings } from "../../../src/commands/run/build-locked.ts";
import { writeManifest } from "../../../src/release/files/write-manifest.ts";
import { findLocked } from "../../../src/release/locked.ts";
import { type Manifest, parseManifest } from "../../../src/release/manifest.ts";
import { samenessOf } from "../../../src/release/same.ts";
import { rememberKey } from "../../../src/trust/signature/known-keys.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";

const recorded = JSON.parse(await readFile(new URL("recorded/0.1.0.json", import.meta.url), "utf8"));
const sha256 = "a".repeat(64);
const lock = {
  epoch: 1_700_000_000,
  packages: [
    { name: "kmod", version: "1:30+20221128-1~deb12u1", architecture: "amd64", sha256 },
    { name: "unlisted", version: "2", architecture: "all" },
  ],
};
const tools = { mksquashfs: "4.6.1" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const fileOf = async (manifest: object) => {
  const file = join(folder, "other-name.json");
  await writeFile(file, JSON.stringify(manifest));
  return file;
};
const find = async (manifest: object) => findLocked(await fileOf(manifest), folder);
const given = (set: readonly string[] = []) => ({ set, output: folder });

describe("a release to build again", () => {
  it("is a manifest of any name that says what it was made of", async () => {
    const found = await find({ ...recorded, lock, tools });
    expect(found.lock).toEqual(lock);
    expect(found.directory).toBeUndefined();
    expect(found.manifest.tools).toEqual(tools);
  });

  it("has to be signed where a key is known for its image, or it names one: what is built of it is signed", async () => {
    vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
    const file = await fileOf({ ...recorded, lock, tools });
    await lockedSettings(file, undefined, given());
    const naming = { ...recorded.settings, publish: { key: "site" } };
    const other = await fileOf({ ...recorded, lock, tools, settings: naming });
    await expect(lockedSettings(other, undefined, given())).rejects.toThrow("Nobody can tell who wrote");
    const { publicKey } = generateKeyPairSync("ed25519");
    await rememberKey("console", publicKey.export({ type: "spki", format: "pem" }).toString());
    const unsigned = await fileOf({ ...recorded, lock, tools });
    await expect(lockedSettings(unsigned, undefined, given())).rejects.toThrow("have to be signed");
    const release = await makeRelease({
      output: folder,
      id: "20261121T000000Z-1",
      settings: { name: "console" },
    });
    await writeManifest(release.directory, { ...release.manifest, lock });
    await expect(lockedSettings(release.directory, undefined, given())).rejects.toThrow("it is not signed");
    vi.unstubAllEnvs();
  });

  it("is not one of an older version, nor one of a Vagrant machine", async () => {
    await expect(find(recorded)).rejects.toThrow("did not record all packages");
    await expect(find({ ...recorded, builder: "vagrant" })).rejects.toThrow("the vagrant builder");
  });

  it.each([
    ["a line more", { name: "kmod", version: "1\nPin-Priority: 1" }],
    ["a wildcard", { name: "*", version: "1" }],
    ["an option", { name: "-o", version: "1" }],
    ["a path", { name: "kmod", version: "1/../x" }],
    ["a path of its architecture", { name: "kmod", version: "1", architecture: "../all" }],
    ["a sum that is none", { name: "kmod", version: "1", sha256: "'" }],
  ])("has no package with %s", async (_, one) => {
    const packages = [{ architecture: "amd64", ...one }];
    await expect(find({ ...recorded, lock: { ...lock, packages } })).rejects.toThrow("lock.packages.0");
  });

  it("has a date that can be one", async () => {
    await expect(find({ ...recorded, lock: { ...lock, epoch: -1 } })).rejects.toThrow("lock.epoch");
    await expect(find({ ...recorded, lock: { ...lock, epoch: "$(reboot)" } })).rejects.toThrow("lock.epoch");
  });

  it("is built with the recorded settings; only where to look for packages can be set", async () => {
    const file = await fileOf({ ...recorded, lock });
    const snapshot = "base.snapshot=http://snapshot.example/debian/1/";
    const { settings } = await lockedSettings(file, undefined, given([snapshot]));
    expect(settings).toMatchObject({
      base: { suite: recorded.settings.base.suite, snapshot: "http://snapshot.example/debian/1/" },
    });
    await expect(lockedSettings(file, undefined, given([snapshot, "zram.sizePct=75"]))).rejects.toThrow(
      "--set zram.sizePct=75 would change them",
    );
    await expect(lockedSettings(file, "rdp", given())).rejects.toThrow("not with the preset rdp");
  });
});

describe("whether two releases have the same bytes", () => {
  const manifest = parseManifest(JSON.stringify({ ...recorded, tools })) as Manifest;
  const withSum = (name: string): Manifest => ({
    ...manifest,
    files: manifest.files.map((file) => (file.name === name ? { ...file, sha256 } : file)),
  });

  it("is told by the files that clients load", () => {
    expect(samenessOf(manifest, { ...manifest, id: "other" })).toEqual({ differing: [], tools: [] });
    expect(samenessOf(manifest, withSum("home.tar.gz")).differing).toEqual(["home.tar.gz"]);
    expect(samenessOf(manifest, withSum("boot.ipxe")).differing).toEqual([]);
    expect(samenessOf(manifest, { ...manifest, files: [] }).differing).toHaveLength(4);
  });

  it("names tools of other versions, and those that one of both does not know", () => {
    const other = { ...manifest, tools: { mksquashfs: "4.7", libzstd: "1.5.7" } };
    expect(samenessOf(manifest, other).tools).toEqual([
      { name: "libzstd", before: undefined, after: "1.5.7" },
      { name: "mksquashfs", before: "4.6.1", after: "4.7" },
    ]);
  });
});
