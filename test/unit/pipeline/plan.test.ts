import { describe, expect, it } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import { plan as planOf } from "../../../src/pipeline/plan.ts";
import { bootedProof, type PlanFacts } from "../../../src/pipeline/stage.ts";
import { assign } from "../../../src/settings/assign.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";

const facts = {
  sources: { bootstrap: "a", customize: "a" },
  privilege: "root",
  siteFiles: { overlays: [], certificates: "", demanded: {} },
} as const;
const plan = (settings: Settings, changed: PlanFacts) => planOf(localStages, settings, changed);
const defaults = parseSettings({ version: 1, publish: { proof: "look" } });

const stages = ["bootstrap", "customize", "kernel", "initrd", "rootfs", "home", "prove", "publish"];

const changedBy = (...words: string[]): string[] => {
  const before = plan(defaults, facts);
  const after = plan(parseSettings(assign(defaults, words)), facts);
  return before.flatMap(({ name, key }, index) => (after[index]?.key === key ? [] : [name]));
};

describe("plan", () => {
  it("has every stage after those it needs", () => {
    const seen = new Set<string>();
    for (const { name, needs } of plan(defaults, facts)) {
      for (const need of needs) expect(seen).toContain(need);
      seen.add(name);
    }
    expect([...seen]).toEqual(stages);
  });

  it.each([
    [["zram.sizePct=75"], ["publish"]],
    [["boot.extra=quiet"], ["publish"]],
    [["client.timezone=Europe/Vienna"], ["publish"]],
    [["exclude.paths+=usr/share/locale/*"], ["rootfs", "prove", "publish"]],
    [["rootfs.level=3"], ["rootfs", "prove", "publish"]],
    [["initrd.modules=most"], ["initrd", "prove", "publish"]],
    [["client.user=kiosk"], stages.slice(1)],
    [["packages.install=vim"], stages],
    [["serve.menu=10"], ["publish"]],
  ])("after %j makes only %j anew", (words, anew) => {
    expect(changedBy(...words)).toEqual(anew);
  });

  it("has no stage for a proof that nobody wants, and publishes anew what was proven otherwise", () => {
    const unproven = plan(parseSettings({ version: 1, publish: { proof: "none" } }), facts);
    expect(unproven.map(({ name }) => name)).toEqual(stages.filter((name) => name !== "prove"));
    expect(unproven.at(-1)?.key).not.toBe(plan(defaults, facts).at(-1)?.key);
  });

  it("boots an image where nobody wants less, again after what a client would notice, and after nothing else", () => {
    const booted = parseSettings({ version: 1 });
    expect(plan(booted, facts).find(({ name }) => name === "prove")?.timedAs).toBe(bootedProof);
    const keyOf = (...words: string[]) =>
      plan(parseSettings(assign(booted, words)), facts).find(({ name }) => name === "prove")?.key;
    for (const word of ["zram.sizePct=75", "boot.extra=quiet", "client.hostname=lab"])
      expect([word, keyOf(word) === keyOf()]).toEqual([word, false]);
    for (const word of ["serve.menu=10", "description=lab", "name=lab"])
      expect([word, keyOf(word) === keyOf()]).toEqual([word, true]);
  });

  it("does not depend on the order in which packages are named", () => {
    const keys = (install: string[]) =>
      plan(parseSettings({ version: 1, packages: { install } }), facts).find(
        ({ name }) => name === "bootstrap",
      )?.key;
    expect(keys(["vim", "git"])).toBe(keys(["git", "vim"]));
  });

  it("differs between root and user namespaces, and with our own files", () => {
    const key = (changed: object) => plan(defaults, { ...facts, ...changed }).at(-1)?.key;
    expect(key({ privilege: "unprivileged" })).not.toBe(key({}));
    expect(key({ sources: { ...facts.sources, customize: "b" } })).not.toBe(key({}));
    expect(key({ sources: { ...facts.sources, bootstrap: "b" } })).not.toBe(key({}));
    const bootstrap = (changed: object) => plan(defaults, { ...facts, ...changed })[0]?.key;
    expect(bootstrap({ sources: { ...facts.sources, bootstrap: "b" } })).not.toBe(bootstrap({}));
  });
});
