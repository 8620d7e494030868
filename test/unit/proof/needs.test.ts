import { rm } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import { vagrantStages } from "../../../src/builders/vagrant/definitions.ts";
import { plan } from "../../../src/pipeline/plan.ts";
import type { PlanFacts } from "../../../src/pipeline/stage.ts";
import { proofInstalls } from "../../../src/proof/needs.ts";
import { assign } from "../../../src/settings/assign.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { checkNeeds, examine } from "../../../src/system/needs.ts";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { ownConfig, releaseKeys } from "../../support/trust.ts";

const settingsWith = (...words: string[]) => parseSettings(assign(parseSettings({ version: 1 }), words));
const unsigned: PlanFacts["siteFiles"] = { overlays: [], certificates: "", demanded: {} };
const signed: PlanFacts["siteFiles"] = {
  ...{ ...unsigned, locked: true, keys: { release: "1", pem: "", db: "2" } },
};

const stages = { local: localStages, vagrant: vagrantStages };
/** What the proof of an image needs on this machine. */
const needsOf = (builder: keyof typeof stages, words: string[], siteFiles = unsigned) =>
  plan(stages[builder], settingsWith(...words), { sources: {}, privilege: "root", siteFiles }).find(
    ({ name }) => name === "prove",
  )?.requires ?? [];
const names = (...args: Parameters<typeof needsOf>) => needsOf(...args).map(({ what }) => what);

afterEach(() => void vi.unstubAllEnvs());

describe.each(["local", "vagrant"] as const)("the proof of an image by the builder %s", (builder) => {
  it("needs QEMU, unless somebody wants less", () => {
    expect(names(builder, [])).toContain("QEMU");
    expect(names(builder, ["publish.proof=look"])).not.toContain("QEMU");
    expect(names(builder, ["publish.proof=none"])).toEqual([]);
  });

  it("says before the build begins that it lacks QEMU, and what does without", async () => {
    vi.stubEnv("PATH", "/nonexistent");
    const lacking = needsOf(builder, []);
    await expect(checkNeeds(lacking)).rejects.toThrow(
      /QEMU \(boots an image to prove it; publish\.proof=look or --no-prove does without\): /,
    );
    // The wizard leads to what does without, if that is all that is missing.
    const qemu = lacking.filter(({ what }) => what === "QEMU");
    await expect(checkNeeds(qemu)).rejects.toMatchObject({ setting: "publish.proof" });
    await expect(checkNeeds(lacking)).rejects.toMatchObject({ setting: undefined });
  });

  it("needs the overlays of the image that have no address, since no boot server has them here", async () => {
    const words = ["boot.overlays=site.tar.gz,sub/lab.tar.gz,http://server.example/far.tar.gz"];
    const there = { name: "site.tar.gz", size: 1, sha256: "0".repeat(64) };
    const overlays = (siteFiles: typeof unsigned, ...more: string[]) =>
      names(builder, [...words, ...more], siteFiles).filter((what) => what.startsWith("overlays/"));
    const here = { ...unsigned, overlays: [there] };
    expect(overlays(here)).toEqual(["overlays/sub/lab.tar.gz"]);
    expect(overlays(here, "publish.proof=look")).toEqual([]);
    await expect(checkNeeds(needsOf(builder, words, here))).rejects.toThrow(
      /overlays\/sub\/lab\.tar\.gz \(.*--no-prove does without\): put it there/,
    );
  });

  it("needs firmware with Secure Boot where the image is locked", () => {
    const firmware = "OVMF with Secure Boot";
    expect(names(builder, ["publish.key=site"])).not.toContain(firmware);
    expect(names(builder, ["publish.key=site"], signed)).toContain(firmware);
    expect(names(builder, ["publish.key=site", "publish.proof=look"], signed)).not.toContain(firmware);
    // Locked by its settings alone, it is started by no firmware that checks signatures.
    const { keys: _, ...lockedAlone } = signed;
    expect(names(builder, ["publish.key=site"], lockedAlone)).not.toContain(firmware);
  });
});

it("a person is asked to install that firmware where an image may be locked", () => {
  const installs = (...words: string[]) => proofInstalls(settingsWith(...words)).map(({ what }) => what);
  expect(installs("boot.uki=true", "publish.key=site")).toContain("OVMF with Secure Boot");
  expect(installs("boot.uki=true")).not.toContain("OVMF with Secure Boot");
  expect(installs("boot.uki=true", "publish.key=site", "boot.locked=no")).not.toContain(
    "OVMF with Secure Boot",
  );
});

describe("keys that a locked image is signed by", () => {
  let config: string;
  beforeEach(() => {
    config = ownConfig();
  });
  afterEach(async () => {
    delete process.env.THINSMITH_CONFIG;
    await rm(config, { recursive: true });
  });

  it("have to have all certificates here, and which are missing is said before the build begins", async () => {
    const make = (...kinds: ("db" | "KEK" | "PK")[]) =>
      makeKeys("site", { kinds, bits: 2048, passphrase: undefined, tokens: {} });
    await releaseKeys("site");
    await make("db");
    const found = async () =>
      (await examine(needsOf("local", ["publish.key=site"], signed))).find(({ what }) =>
        what.startsWith("certificates"),
      );
    expect(await found()).toMatchObject({
      ...{ what: "certificates of the keys site", ok: false },
      remedy: expect.stringMatching(/^copy KEK\.crt and PK\.crt to \S+\/keys\/site from where /),
    });
    await make("KEK", "PK");
    expect(await found()).toMatchObject({ ok: true });
  });
});
