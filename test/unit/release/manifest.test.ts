import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectationOf } from "../../../src/boot/expectation.ts";
import { testParameters } from "../../../src/boot/parameters.ts";
import { adjustment } from "../../../src/commands/run/serve.ts";
import { compareManifests } from "../../../src/image/compare/manifests.ts";
import { type Manifest, parseManifest } from "../../../src/release/manifest.ts";
import { prune } from "../../../src/release/prune.ts";
import {
  findRelease,
  identityOf,
  isReadable,
  listReleases,
  readRelease,
} from "../../../src/release/release.ts";
import { loaderTexts } from "../../../src/serve/assignment/loader-texts.ts";
import { findServedImage, readAssignment } from "../../../src/serve/assignment/releases.ts";
import { knownSettings } from "../../../src/settings/known.ts";

/** As thinsmith 0.1.0 wrote it, with fewer packages. */
const recorded = await readFile(new URL("recorded/0.1.0.json", import.meta.url), "utf8");

type Json = Record<string, unknown>;
type Recorded = Json & { settings: Record<string, Json> };

/** The recorded manifest with something else in it. */
const changed = (change: (manifest: Recorded) => void): string => {
  const manifest = JSON.parse(recorded) as Recorded;
  change(manifest);
  return JSON.stringify(manifest);
};

const group = (manifest: Recorded, name: string): Json => manifest.settings[name] ?? {};

const readable = (text: string): Manifest => {
  const manifest = parseManifest(text);
  if ("problem" in manifest) throw new Error(manifest.problem);
  return manifest;
};

const problemOf = (text: string) => {
  const manifest = parseManifest(text);
  return "problem" in manifest ? manifest.problem : "none";
};

const foreign = changed((manifest) => {
  group(manifest, "packages").roles = ["console", "smartboard"];
  group(manifest, "serve").quota = 7;
  manifest.settings.trust = { key: "one", deep: { deeper: [1] } };
});

describe("a manifest of 0.1.0", () => {
  it("is read with its settings as they were", () => {
    expect(readable(recorded)).toEqual(JSON.parse(recorded));
    expect(JSON.stringify(readable(recorded).settings)).toBe(JSON.stringify(JSON.parse(recorded).settings));
  });

  it("keeps a role and settings that are not known here", () => {
    const manifest = readable(foreign);
    expect(manifest.settings).toEqual(JSON.parse(foreign).settings);
    expect(expectationOf(manifest, [])).toMatchObject({ autologin: "client", zram: { sizePct: 50 } });
    expect(testParameters(manifest)).toContain("console=tty1");
  });

  it("is compared by dotted names, with settings that one of both lacks", () => {
    expect(compareManifests(readable(foreign), readable(foreign)).settings).toEqual([]);
    expect(compareManifests(readable(recorded), readable(foreign)).settings).toEqual([
      { name: "packages.roles", before: ["console", "ssh"], after: ["console", "smartboard"] },
      { name: "serve.quota", before: undefined, after: 7 },
      { name: "trust.key", before: undefined, after: "one" },
      { name: "trust.deep.deeper", before: undefined, after: [1] },
    ]);
  });

  it("explains an image by what is known of its settings", () => {
    const known = knownSettings(readable(foreign).settings);
    expect(known.packages.roles).toEqual(["console"]);
    expect(known.exclude).toEqual(JSON.parse(foreign).settings.exclude);
    expect(
      knownSettings({ version: 9, base: 3, serve: { clients: [{ client: "default", x: 1 }] } }),
    ).toMatchObject({
      base: { suite: "trixie" },
      serve: { clients: [{ client: "default", release: null }] },
    });
  });

  it("takes defaults for settings that it lacks, and 1 for the number of its format", () => {
    const old = readable(
      changed((manifest) => {
        delete manifest.version;
        delete manifest.settings.serve;
        delete group(manifest, "boot").reportUrl;
      }),
    );
    expect(old.version).toBe(1);
    expect(old.settings.serve).toEqual({ bios: "ipxe", uefi: "ipxe", menu: 0, clients: [], canary: [] });
    expect(old.settings.boot.reportUrl).toBe("thinsmith/report");
  });
});

describe("a manifest that cannot be used", () => {
  it("says what it lacks", () => {
    for (const name of ["files", "settings", "bootParameters", "packages", "id"])
      expect(problemOf(changed((manifest) => delete manifest[name]))).toBe(`manifest.json lacks ${name}`);
  });

  it("says which thinsmith wrote one of a format to come", () => {
    const text = changed((manifest) =>
      Object.assign(manifest, { version: 2, thinsmith: "9.1.0", files: {} }),
    );
    expect(problemOf(text)).toMatch(
      /^thinsmith 9\.1\.0 wrote its manifest\.json, in format 2; this is thinsmith /,
    );
  });

  it.each<[string, (manifest: Recorded) => void]>([
    [
      "bootParameters.1",
      (manifest) => Object.assign(manifest, { bootParameters: ["boot=ram", "console=tty1\nroot=/x"] }),
    ],
    [
      "settings.boot.console.0",
      (manifest) => Object.assign(group(manifest, "boot"), { console: ["tty1\ninit=/bin/sh"] }),
    ],
    [
      "settings.serve.clients.0.parameters.0",
      (manifest) =>
        Object.assign(group(manifest, "serve"), {
          clients: [{ client: "default", parameters: ["a='; reboot; '"] }],
        }),
    ],
    [
      "settings.serve.clients.0.client",
      (manifest) =>
        Object.assign(group(manifest, "serve"), { clients: [{ client: '52:54:00:12:34:56" ]' }] }),
    ],
    [
      "settings.boot.reportUrl",
      (manifest) => Object.assign(group(manifest, "boot"), { reportUrl: "../../etc/shadow" }),
    ],
    [
      "files.0.name",
      (manifest) => Object.assign(manifest, { files: [{ name: "../x", size: 1, sha256: "0".repeat(64) }] }),
    ],
  ])("is refused where %s is hostile, in one line", (name, change) => {
    const problem = problemOf(changed(change));
    expect(problem).toContain(`manifest.json, ${name}: `);
    expect(problem).toContain("is not allowed");
    expect(problem).not.toContain("\n");
  });

  it.each(["", "{", "[]", "null", '"x"'])("is refused where it is %j", (text) => {
    expect(problemOf(text)).toMatch(/^manifest\.json is (damaged|no manifest)/);
  });
});

describe("releases of other versions and machines in one directory", () => {
  let output: string;
  beforeEach(async () => {
    output = await mkdtemp(join(tmpdir(), "thinsmith-recorded-"));
  });
  afterEach(() => rm(output, { recursive: true }));

  const day = (number: number) => `2026112${number}T002941Z-03ec6bdc`;
  const put = async (id: string, text: string) => {
    const directory = join(output, "console/releases", id);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "manifest.json"), text);
  };
  const withId = (id: string, text: string) => JSON.stringify({ ...JSON.parse(text), id });
  const linkTo = (id: string, link = "current") =>
    symlink(join("releases", id), join(output, "console", link));
  const verdicts = async (unusable = false) => {
    const said: string[] = [];
    for await (const { release, stays } of prune({ output, keep: 1, dryRun: false, unusable }))
      said.push(`${identityOf(release).id.slice(6, 8)} ${stays ?? "removed"}`);
    return said;
  };

  it("are listed, found, given to clients and pruned with an unknown role", async () => {
    for (const number of [1, 2, 3, 4]) await put(day(number), withId(day(number), foreign));
    await linkTo(day(3));
    expect((await listReleases(output)).map((one) => isReadable(one))).toEqual([true, true, true, true]);
    expect((await findRelease(undefined, output)).manifest.id).toBe(day(3));
    const adjust = await adjustment({ set: ["serve.menu=5"] });
    const choices = await readAssignment(await findServedImage("console", output), adjust);
    expect(choices.serve).toEqual({ bios: "ipxe", uefi: "ipxe", menu: 5, clients: [], canary: [] });
    const { http } = loaderTexts(choices, { address: "10.0.0.1", port: 80 });
    expect(http.get("clients/default.ipxe")).toContain(`bootserver=10.0.0.1/console/${day(3)}`);
    expect(await verdicts()).toEqual(["24 new", "23 current", "22 before", "21 removed"]);
  });

  it("are listed with the reason where they cannot be used, and stay", async () => {
    await put(day(1), withId(day(1), recorded));
    await put(
      day(2),
      changed((manifest) => delete manifest.files),
    );
    await put(
      day(3),
      changed((manifest) => Object.assign(manifest, { version: 3, thinsmith: "3.0.0" })),
    );
    for (const number of [4, 5]) await put(day(number), withId(day(number), recorded));
    await linkTo(day(5));
    const problems = (await listReleases(output)).map((one) => (isReadable(one) ? "" : one.problem));
    expect(problems.map((problem) => problem.replace(/;.*/, ""))).toEqual([
      ...["", "", "thinsmith 3.0.0 wrote its manifest.json, in format 3", "manifest.json lacks files", ""],
    ]);
    await expect(findRelease(day(2), output)).rejects.toThrow("manifest.json lacks files");
    await expect(findServedImage(day(3), output)).rejects.toThrow("thinsmith 3.0.0 wrote");
    await expect(readRelease(join(output, "console/releases", day(2)))).rejects.toThrow("lacks files");
    expect(await verdicts()).toEqual([
      "25 current",
      "24 before",
      "23 unreadable",
      "22 unreadable",
      "21 removed",
    ]);
    expect(await listReleases(output)).toHaveLength(4);
    expect(await verdicts(true)).toEqual(["25 current", "24 before", "23 removed", "22 removed"]);
    expect(await listReleases(output)).toHaveLength(2);
  });

  it("all stay where the table of clients that counts cannot be read; rollback's release is known", async () => {
    for (const number of [1, 2, 3]) await put(day(number), withId(day(number), recorded));
    await put(day(4), "{");
    await linkTo(day(4));
    await expect(findRelease(undefined, output)).rejects.toThrow("is not JSON");
    await expect(findRelease("console", output)).rejects.toThrow("is not JSON");
    expect(await verdicts()).toEqual(["24 current", "23 new", "22 unknown", "21 unknown"]);
  });

  it("are given to clients although the one on trial cannot be used, which is said", async () => {
    await put(day(1), withId(day(1), recorded));
    await put(
      day(2),
      changed((manifest) => delete manifest.files),
    );
    await linkTo(day(1));
    await linkTo(day(2), "canary");
    const choices = await readAssignment(await findServedImage("console", output), (serve) => serve);
    expect([choices.current.manifest.id, choices.canary]).toEqual([day(1), undefined]);
    expect(choices.problems?.join()).toContain("lacks files");
  });
});
