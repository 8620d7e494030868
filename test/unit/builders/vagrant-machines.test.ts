import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resolveBox } from "../../../src/builders/vagrant/boxes/box.ts";
import { providers } from "../../../src/builders/vagrant/boxes/known-boxes.ts";
import { boxOf, machinesOf } from "../../../src/builders/vagrant/machines.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const settings = parseSettings({ version: 1, base: { builder: "vagrant" } });
const boxes = Object.fromEntries(providers.map((provider) => [provider, boxOf(settings, provider, [])]));

describe("what the machines are told", () => {
  it("is in defaults.json what default settings would write", () => {
    const path = new URL("../../../src/provision/defaults.json", import.meta.url);
    const made = machinesOf(settings, boxes, "defaults");
    if (process.env.SHOW) console.log(JSON.stringify(made));
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(JSON.parse(JSON.stringify(made)));
  });

  it("has another key when other packages are wanted, and the same for what the machines do not show", () => {
    const keyOf = (more: object) =>
      machinesOf(parseSettings({ version: 1, base: { builder: "vagrant" }, ...more }), {}, "x").key;
    expect(keyOf({ packages: { install: ["htop"] } })).not.toBe(keyOf({}));
    expect(keyOf({ machines: { network: "10.9.8.0/24" } })).not.toBe(keyOf({}));
    expect(keyOf({ machines: { memory: 2048, wait: true } })).toBe(keyOf({}));
  });
});

describe("a box of the catalogue", () => {
  const resolved = (base: object) =>
    resolveBox(parseSettings({ version: 1, base: { builder: "vagrant", ...base } }), "libvirt");
  beforeEach(() => vi.stubEnv("VAGRANT_HOME", "/nonexistent"));
  afterEach(() => vi.unstubAllEnvs());

  it("is refused for a provider or a suite that it does not exist for", async () => {
    const noble = { distribution: "ubuntu", suite: "noble" };
    await expect(resolved({ ...noble, box: "bento/ubuntu-24.04" })).rejects.toThrow(
      "The box bento/ubuntu-24.04 exists for virtualbox, not for libvirt.",
    );
    await expect(resolved({ suite: "trixie", box: "debian/bookworm64" })).rejects.toThrow(
      "The box debian/bookworm64 holds bookworm, but base.suite is trixie.",
    );
    expect(await resolved({ suite: "bookworm", box: "debian/bookworm64" })).toEqual({
      name: "debian/bookworm64",
    });
  });
});

describe("the box", () => {
  const of = (base: object, own: string[] = []) =>
    boxOf(
      parseSettings({ version: 1, base: { builder: "vagrant", suite: "bookworm", ...base } }),
      "libvirt",
      own,
    );

  it("is the one of the settings, else one that was made here, else a known one", () => {
    expect(of({ box: "my/box", boxVersion: "1.2" }, ["thinsmith/bookworm"])).toEqual({
      name: "my/box",
      version: "1.2",
    });
    expect(of({}, ["thinsmith/bookworm"])).toEqual({ name: "thinsmith/bookworm" });
    expect(of({}, ["thinsmith/trixie"])).toEqual({ name: "debian/bookworm64" });
  });
});
