import { describe, expect, it } from "vitest";
import { PackagesParser } from "../../../src/distributions/debian/lists/parser.ts";
import { compareVersions } from "../../../src/distributions/debian/lists/version.ts";
import { findPackages } from "../../../src/distributions/package-index/find-packages.ts";
import { nearestNames } from "../../../src/distributions/package-index/nearest-names.ts";
import { PackageIndexBuilder } from "../../../src/distributions/package-index/package-index.ts";

const builder = new PackageIndexBuilder(compareVersions, "apt");
const parser = new PackagesParser((one) => builder.add(one));
for (const name of "chromium chromhmm firefox-esr fmi htop openssh-client thunderbird vim vim-tiny vm vmm xterm".split(
  " ",
))
  parser.write(Buffer.from(`Package: ${name}\nVersion: 1\nDescription: the program\n\n`));
for (let number = 0; number < 20; number += 1)
  parser.write(Buffer.from(`Package: tool-${number}\nVersion: 1\nDescription: one of many\n\n`));
parser.end();
const index = await builder.finish();
const find = (query: string, limit = 50) =>
  findPackages(index, query, limit).packages.map(({ name }) => name);

describe("finding packages", () => {
  it.each([
    ["two letters exchanged", "fierfox", ["firefox-esr"]],
    ["two letters of a short word exchanged", "vmi", ["vim", "vim-tiny"]],
    ["a letter missing, the nearest name first", "chromum", ["chromium", "chromhmm"]],
    ["a wrong first letter", "ghunderbird", ["thunderbird"]],
    ["a letter too many", "thunderrbird", ["thunderbird"]],
    ["the last letter missing behind an error", "thnderbir", ["thunderbird"]],
    ["an error in one of two words", "openssh cleint", ["openssh-client"]],
    ["an error in capitals", "FIERFOX", ["firefox-esr"]],
    ["two errors", "fierfix", []],
    ["any error in a short word", "vin", []],
    ["a word of two letters", "mv", []],
  ])("forgives: %s", (_, query, expected) => {
    expect(find(query)).toEqual(expected);
  });

  it("adds nothing to a search that finds enough, and each package once", () => {
    expect(find("tool")).toHaveLength(20);
    expect(find("vim")).toEqual(["vim", "vim-tiny"]);
    expect(find("one of many", 5)).toHaveLength(5);
  });

  it.each(["[", "\0", "x".repeat(100_000), "ab ".repeat(10_000), "日本語語語", "section:"])(
    "takes %j as it is",
    (query) => {
      for (const name of find(query)) expect(index.byName.has(name)).toBe(true);
    },
  );
});

describe("the names nearest to one that no package has", () => {
  it.each([
    ["two letters exchanged, before a letter too few and a letter wrong", "vmi", ["vim", "vm", "vmm"]],
    ["two letters exchanged in a longer word", "hotp", ["htop"]],
    ["two errors in a longer word", "xtrem1", ["xterm"]],
  ])("are there for %s", (_, word, expected) => {
    expect(nearestNames(index, word)).toEqual(expected);
  });
});
