import { describe, expect, it } from "vitest";
import { compareTrees } from "../../../src/image/compare/trees.ts";
import { applyFilter, type FilterContext } from "../../../src/image/filter/apply.ts";
import { globMatcher } from "../../../src/image/filter/glob.ts";
import { parseFilter } from "../../../src/image/filter/parse.ts";
import { filterWords } from "../../../src/image/filter/words.ts";
import type { ImagePackage, System } from "../../../src/image/system/read-system.ts";
import type { Tree } from "../../../src/image/tree.ts";
import { entry, treeOf } from "../../support/files/entries.ts";

const tree = treeOf([
  entry("usr/lib/libc.so.6", { size: 2_000_000, mode: 0o755 }),
  entry("usr/lib/libm.so", { size: 900_000 }),
  entry("usr/lib/firmware/rtl/a.bin", { size: 11_000_000 }),
  entry("usr/lib/firmware/b.bin", { size: 3000 }),
  entry("usr/bin/sudo", { size: 5000, mode: 0o4755 }),
  entry("usr/bin/wall", { size: 5000, mode: 0o2755, gid: 5 }),
  entry("usr/bin/sh", { type: "link", target: "dash", mode: 0o777 }),
  entry("var/tmp", { type: "directory", mode: 0o1777 }),
  entry("var/open", { type: "directory", mode: 0o777 }),
  entry("var/open/Readme -> me", { size: 10, uid: 1000, mode: 0o666 }),
  entry("dev/null", { type: "character", device: { major: 1, minor: 3 } }),
  entry("setuid", { size: 1 }),
]);

const pathsOf = (of: Tree, text: string, context?: FilterContext): string[] => {
  const filter = parseFilter(text);
  if ("error" in filter) throw new Error(filter.error);
  const { shown } = applyFilter(of, filter, context);
  return [...shown.keys()].filter((node) => shown[node] === 2).map((node) => of.path(node));
};

const owner = { name: "libc6" } as ImagePackage;
const system: System = {
  users: new Map([
    [0, "root"],
    [1000, "client"],
  ]),
  groups: new Map([[5, "tty"]]),
  packages: [owner],
  ownerOf: (node) => (tree.path(node).startsWith("usr/lib/lib") ? owner : undefined),
};

describe("the filter", () => {
  it.each([
    ["lib", ["usr/lib", "usr/lib/libc.so.6", "usr/lib/libm.so"]],
    ["LIB", ["usr/lib", "usr/lib/libc.so.6", "usr/lib/libm.so"]],
    ["readme", ["var/open/Readme -> me"]],
    ["*.so*", ["usr/lib/libc.so.6", "usr/lib/libm.so"]],
    ["lib[a-d].so.?", ["usr/lib/libc.so.6"]],
    ["lib[!c]*", ["usr/lib/libm.so"]],
    ["lib/*.so", ["usr/lib/libm.so"]],
    ["/lib/*.so", []],
    ["/usr/lib/*.so", ["usr/lib/libm.so"]],
    ["usr/**/*.bin", ["usr/lib/firmware/rtl/a.bin", "usr/lib/firmware/b.bin"]],
    ["r/bi", ["usr/bin"]],
    ["bin/su", ["usr/bin/sudo"]],
    ["firmware/", ["usr/lib/firmware/rtl", "usr/lib/firmware/rtl/a.bin", "usr/lib/firmware/b.bin"]],
    ["/var/", ["var/tmp", "var/open", "var/open/Readme -> me"]],
    [">10M", ["usr/lib/firmware/rtl/a.bin"]],
    [">1.5MB", ["usr/lib/libc.so.6", "usr/lib/firmware/rtl/a.bin"]],
    ["<5k bin", ["usr/lib/firmware/b.bin"]],
    ["<3Ki .bin", ["usr/lib/firmware/b.bin"]],
    [">10M type:dir", ["usr", "usr/lib", "usr/lib/firmware", "usr/lib/firmware/rtl"]],
    ["setuid", ["usr/bin/sudo"]],
    ['"setuid"', ["setuid"]],
    ["name:setuid", ["setuid"]],
    ['"-> me"', ["var/open/Readme -> me"]],
    ["setgid", ["usr/bin/wall"]],
    ["world-writable", ["var/open", "var/open/Readme -> me"]],
    ["type:link", ["usr/bin/sh"]],
    ["type:device", ["dev/null"]],
    ["usr/bin/ -type:link -sudo", ["usr/bin/wall"]],
    ["package:libc6", ["usr/lib/libc.so.6", "usr/lib/libm.so"]],
    ["package:lib* >1M", ["usr/lib/libc.so.6"]],
    ["package:none type:file >1M", ["usr/lib/firmware/rtl/a.bin"]],
    ["owner:client", ["var/open/Readme -> me"]],
    ["owner:1000", ["var/open/Readme -> me"]],
    ["group:tty", ["usr/bin/wall"]],
    ["nothing-like-it", []],
  ])("%s", (text, paths) => {
    expect(pathsOf(tree, text, { system }).sort()).toEqual([...paths].sort());
  });

  it("lets all through where nothing is typed", () => {
    expect(pathsOf(tree, "  ")).toHaveLength(tree.count - 1);
  });

  it("shows what leads to what it lets through, and counts it", () => {
    const filter = parseFilter("type:file .so");
    if ("error" in filter) throw new Error(filter.error);
    const { shown, count, bytes } = applyFilter(tree, filter);
    expect([count, bytes]).toEqual([2, 2_900_000]);
    const state = (path: string) => shown[tree.find(path) ?? -1];
    expect(["", "usr", "usr/lib", "usr/lib/libm.so", "usr/bin"].map(state)).toEqual([1, 1, 1, 2, 0]);
  });

  it.each([
    [">big", "not a size"],
    ["<", "not a size"],
    ["type:door", "type: must be one of"],
    ["package:", "needs a name"],
  ])("says what is wrong with %s", (text, says) => {
    expect(parseFilter(text)).toEqual({ error: expect.stringContaining(says) });
  });

  it("says what it has to know first", () => {
    for (const [text, missing] of [
      ["package:bash", "system"],
      ["changed", "changes"],
    ] as const) {
      const filter = parseFilter(text);
      if ("error" in filter) throw new Error(filter.error);
      expect(applyFilter(tree, filter)).toMatchObject({ missing, count: 0 });
    }
  });

  it("finds what is other than in another tree", () => {
    const before = treeOf([entry("a/same"), entry("a/larger", { size: 1 }), entry("gone")]);
    const after = treeOf([entry("a/same"), entry("a/larger", { size: 2 }), entry("a/new")]);
    const changes = compareTrees(before, after);
    expect(pathsOf(after, "changed", { changes })).toEqual(["a/larger", "a/new"]);
    expect(pathsOf(after, "added", { changes })).toEqual(["a/new"]);
  });

  it("has examples that it understands", () => {
    for (const { word } of filterWords) {
      if (!word.includes(";")) expect(parseFilter(word)).toHaveProperty("terms");
    }
  });

  it("takes no time over hostile patterns and names", () => {
    const name = "a".repeat(4000);
    expect(globMatcher(`${"*a".repeat(500)}b`)(name)).toBe(false);
    expect(globMatcher("*".repeat(5000))(name)).toBe(true);
  });

  it.each([
    ["*", "", true],
    ["a*", "a", true],
    ["a*a", "a", false],
    ["a*a", "aba", true],
    ["*b*", "abc", true],
    ["a*b*a", "aba", true],
    ["ab*ba", "aba", false],
    ["*ab*ab", "xab", false],
    ["*.so.*", "libc.so.6", true],
    ["**x", "ax", true],
  ])("%s and %s: %s, with stars alone and beside a set", (glob, name, expected) => {
    expect(globMatcher(glob)(name)).toBe(expected);
    expect(globMatcher(`[.]${glob}`)(`.${name}`)).toBe(expected);
  });

  it("a set without end is what it says", () => {
    expect(globMatcher("[a")("[a")).toBe(true);
    expect(globMatcher("[]x]")("]")).toBe(true);
  });
});
