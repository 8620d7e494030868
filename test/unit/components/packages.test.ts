import { beforeAll, describe, expect, it } from "vitest";
import { plainText } from "../../../components/charts/line.ts";
import { factsOf } from "../../../components/wizard/packages/package-facts.ts";
import { packageLines, packageSection } from "../../../components/wizard/packages/package-lines.ts";
import { takeNames } from "../../../components/wizard/packages/pasted-names.ts";
import { byWhom, whyIncluded } from "../../../components/wizard/packages/whom.ts";
import { includedBy } from "../../../src/contents/inclusion.ts";
import type { PackageIndex } from "../../../src/distributions/package-index/package-index.ts";
import { assign } from "../../../src/settings/assign.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { textWidth } from "../../../src/system/text-width.ts";
import { recordedIndex } from "../../support/lists.ts";

let index: PackageIndex;
beforeAll(async () => {
  index = await recordedIndex();
});
const settingsOf = (...words: string[]) => parseSettings(assign(parseSettings({ version: 1 }), words));

describe("by whom a package is in an image", () => {
  it.each([
    ["coreutils", "base"],
    ["nano", "by role console"],
    ["initramfs-tools", "by every client"],
    ["linux-image-amd64", "by kernel"],
    ["firmware-realtek", "by firmware realtek"],
    ["vim", "by you"],
    ["vim-runtime", "by vim"],
  ])("%s: %s", (name, by) => {
    const { byName } = includedBy(settingsOf("packages.install=vim"), index);
    const inclusion = byName.get(name);
    expect(inclusion && byWhom(inclusion)).toBe(by);
  });

  it("is told down to what a person can change", () => {
    const included = includedBy(settingsOf("packages.install=vim"), index);
    const why = (name: string) => {
      const inclusion = included.byName.get(name);
      return inclusion && whyIncluded(inclusion, included);
    };
    expect(why("vim-runtime")).toBe("vim needs it; you chose vim");
    expect(why("nano")).toBe("the role console brings it");
    expect(why("coreutils")).toBe("every image of this suite has it");
    expect(why("initramfs-tools-core")).toBe("initramfs-tools needs it; every client needs initramfs-tools");
  });

  it("is a role where a person chose it as well", () => {
    const { byName } = includedBy(settingsOf("packages.install=nano"), index);
    expect(byName.get("nano")?.group?.kind).toBe("role");
  });
});

describe("the package under the cursor", () => {
  const lines = (name: string, columns = 44, rows?: number, ...words: string[]) => {
    const facts = factsOf(name, settingsOf(...words), index);
    if (!facts) throw new Error("no such package");
    return packageLines(facts, columns, rows).map(plainText);
  };

  it("has its cost, its tree, its homepage and its alternatives", () => {
    const text = lines("vim").join("\n").replace("to\ndownload", "to download");
    expect(text).toContain("editors  https://www.vim.org/");
    expect(text).toContain("not in the image");
    expect(text).toMatch(/adds \d+\.\d MB in \d packages, \d+\.\d MB to download/);
    expect(text).toMatch(/└ vim-runtime +\d+\.\d MB|` vim-runtime +\d+\.\d MB/);
    expect(text).toMatch(/vim-tiny {2}similar name +\d\.\d MB/);
    expect(text).toMatch(/levee {2}also provides editor +\d+ kB/);
  });

  it("names alternatives that are in the image already", () => {
    const settings = settingsOf("packages.install=vim-tiny");
    const facts = factsOf("vim", settings, index);
    expect(facts && packageLines(facts, 60).map(plainText).join("\n")).toMatch(
      /vim-tiny {2}similar name +in the image already/,
    );
  });

  it("says why it cannot be left out, or that a person chose it", () => {
    expect(lines("nano").join(" ")).toContain("in the image: the role console brings it");
    expect(lines("vim", 44, undefined, "packages.install=vim").join("\n")).toContain("chosen by you");
  });

  it.each([24, 40, 80])("fits into %i columns and few rows", (columns) => {
    for (const name of ["vim", "chromium", "mc", "libc6", "linux-image-amd64"]) {
      for (const line of lines(name, columns)) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      const few = lines(name, columns, 14);
      const all = lines(name, columns);
      if (all.length > few.length) expect(few.join("\n")).toMatch(/[…~] \d+ more/);
    }
  });

  it("is told to a screen reader in sentences", () => {
    const facts = factsOf("vim", settingsOf(), index);
    expect(facts && packageSection(facts).words()).toMatch(
      /^vim: Vi IMproved.*\. It is not in the image\. It adds .* MB in .*\. Smaller alternatives \(a guess\): vim-tiny/,
    );
  });
});

describe("several names at once", () => {
  it.each([["vim htop mc"], ["vim,htop,mc"], ["vim\nhtop\r\nmc\n"], [" vim; htop\tmc,, "]])(
    "%j chooses three",
    (text) => {
      expect(takeNames(text, ["nano"], index)).toEqual({
        chosen: ["nano", "vim", "htop", "mc"],
        says: "chosen: vim, htop, mc",
        whole: true,
      });
    },
  );

  it("takes what exists, and names what does not with the nearest", () => {
    const taken = takeNames("vim chromimum qqqqqqqqq", ["vim"], index);
    expect(taken).toEqual({
      chosen: ["vim"],
      says: "already chosen: 1; not found: chromimum (chromium?), qqqqqqqqq",
      whole: false,
    });
  });

  it("takes a paste of any size in a moment, and nothing of it that is no name", () => {
    const begin = performance.now();
    const text = "\x1b[31mrm -rf / ".repeat(100_000);
    const { chosen, says, whole } = takeNames(text, [], index);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect({ chosen, whole }).toEqual({ chosen: [], whole: false });
    expect(says).not.toContain("\x1b");
    expect(says).toContain("the text is too long");
  });
});
