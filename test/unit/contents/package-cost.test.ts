import { beforeAll, describe, expect, it } from "vitest";
import { alternativesTo } from "../../../src/contents/alternatives.ts";
import { forecast, packageBytesIn } from "../../../src/contents/forecast.ts";
import { includedBy } from "../../../src/contents/inclusion.ts";
import { costOf, includedWithout, packagesIn } from "../../../src/contents/package-cost.ts";
import { additionTo, closureOf } from "../../../src/distributions/package-index/closure.ts";
import type { IndexedPackage } from "../../../src/distributions/package-index/package.ts";
import type { PackageIndex } from "../../../src/distributions/package-index/package-index.ts";
import { assign } from "../../../src/settings/assign.ts";
import { parseSettings, type Settings } from "../../../src/settings/parse.ts";
import { recordedIndex } from "../../support/lists.ts";

let index: PackageIndex;
beforeAll(async () => {
  index = await recordedIndex();
});
const settingsOf = (...words: string[]) => parseSettings(assign(parseSettings({ version: 1 }), words));
const named = (name: string) => index.byName.get(name) as IndexedPackage;
const bytesOf = packageBytesIn(settingsOf());
const names = (packages: Iterable<IndexedPackage>) => [...packages].map(({ name }) => name).sort();

describe("what a package adds", () => {
  it("is what the whole image has more with it", () => {
    const settings = settingsOf();
    const included = includedBy(settings, index);
    for (const name of ["vim", "mc", "htop", "openssh-server", "nano"]) {
      const before = new Set(names(included.packages.keys()));
      const after = includedBy(settingsOf(`packages.install=${name}`), index);
      const more = names(after.packages.keys()).filter((one) => !before.has(one));
      expect(names(additionTo(index, included.packages, named(name)).keys()), name).toEqual(more);
    }
    expect(names(closureOf(index, []).packages.keys())).not.toContain("vim");
  });

  it("is a tree that adds up, without what is there already", () => {
    const included = includedBy(settingsOf(), index);
    const cost = costOf(index, included, named("vim"), bytesOf);
    if (!cost) throw new Error("vim adds nothing");
    const added = packagesIn(cost);
    expect(names(added)).toContain("vim-runtime");
    expect(names(added)).not.toContain("libc6");
    const sum = added.reduce((bytes, one) => bytes + bytesOf(one), 0);
    expect(cost.totalBytes).toBeCloseTo(sum, 0);
    expect(cost.below[0]?.found.name).toBe("vim-runtime");
    const imageBytes = (settings: Settings) => forecast(settings, index).imageBytes;
    const more = imageBytes(settingsOf("packages.install=vim")) - imageBytes(settingsOf());
    expect(cost.totalBytes).toBeCloseTo(more, 0);
    expect(costOf(index, included, named("nano"), bytesOf)).toBeUndefined();
  });

  it("is counted without itself where it is chosen", () => {
    const settings = settingsOf("packages.install=vim");
    const included = includedBy(settings, index);
    const without = includedWithout(settings, index, included, "vim");
    expect(without.byName.has("vim-runtime")).toBe(false);
    expect(includedWithout(settings, index, included, "nano")).toBe(included);
  });
});

describe("smaller alternatives", () => {
  const found = (name: string) =>
    alternativesTo(named(name), index, includedBy(settingsOf(), index), bytesOf).map(
      ({ found: other, reason, of }) => `${other.name} ${reason} ${of}`,
    );

  it("are similar name or provide the same, those that add most first", () => {
    expect(found("vim")).toEqual(["vim-tiny variant vim", "neovim provider editor", "levee provider editor"]);
    expect(found("gdm3")).toEqual([
      "lightdm provider x-display-manager",
      "greetd provider x-display-manager",
    ]);
  });

  it("are no parts of the package, and none that are larger", () => {
    expect(found("vim").join()).not.toContain("vim-runtime");
    expect(found("vim-tiny").join()).not.toMatch(/vim variant|vim-nox/);
  });

  it("that a package of the image takes in its place are named first", () => {
    // initramfs-tools-core needs busybox or busybox-static, say: whatever the list says, both exist.
    const included = includedBy(settingsOf(), index);
    const choices = [...included.packages.keys()].flatMap((by) =>
      by.depends
        .filter((all) => all.filter((name) => index.byName.has(name)).length > 1)
        .map((all) => ({ by, all })),
    );
    expect(choices.length).toBeGreaterThan(0);
    const reasons = choices.flatMap(({ all }) =>
      all.flatMap((name) => {
        const one = index.byName.get(name);
        return one && !included.byName.has(name) ? alternativesTo(one, index, included, bytesOf) : [];
      }),
    );
    expect(reasons.map(({ reason }) => reason)).toContain("choice");
  });
});
