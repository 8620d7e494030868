import { describe, expect, it } from "vitest";
import { modeText, typeOfLetter } from "../../../src/image/entry.ts";
import { nameBytes, nameOf, visible } from "../../../src/image/names.ts";
import { Tree } from "../../../src/image/tree.ts";
import { entry } from "../../support/files/entries.ts";

describe("names", () => {
  it.each([
    Buffer.from("plain"),
    Buffer.from("größe 木 🌲"),
    Buffer.from([0x61, 0xff, 0x62, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x8c]),
    Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1)),
  ])("keep every byte: %s", (bytes) => {
    expect(nameBytes(nameOf(bytes))).toEqual(bytes);
  });

  it("are shown without what could harm a terminal or could not be seen", () => {
    expect(visible(nameOf(Buffer.from([0x61, 0xff])))).toBe("a\\xff");
    expect(visible("a\x1b[2Jb\nc\td\u202ee")).toBe("a\\x1b[2Jb\\nc\\td\\u202ee");
    expect(visible("größe 🌲")).toBe("größe 🌲");
  });
});

describe("a mode", () => {
  it.each([
    ["directory", 0o755, "drwxr-xr-x"],
    ["file", 0o4755, "-rwsr-xr-x"],
    ["file", 0o2644, "-rw-r-Sr--"],
    ["directory", 0o1777, "drwxrwxrwt"],
    ["link", 0o777, "lrwxrwxrwx"],
  ] as const)("of a %s %o is written %s", (type, mode, text) => {
    expect(modeText(type, mode)).toBe(text);
    expect(typeOfLetter(text.slice(0, 1))).toBe(type);
  });
});

describe("a tree", () => {
  it("has directories that no entry names, and sums over all below", () => {
    const tree = new Tree();
    tree.add(entry("usr/bin/a", { size: 3 }));
    tree.add(entry("usr/bin/b", { size: 4, mode: 0o4755 }));
    tree.add(entry("usr", { type: "directory", mode: 0o700 }));
    tree.add(entry("etc", { type: "link", target: "usr/etc" }));
    const usr = tree.find("/usr") ?? 0;
    expect([tree.mode(usr), tree.totalSize(usr), tree.totalFiles(usr), tree.totalFiles(0)]).toEqual([
      0o700, 7, 2, 3,
    ]);
    expect(tree.children(0).map(tree.name).sort()).toEqual(["etc", "usr"]);
    expect(tree.path(tree.find("usr/bin/b") ?? 0)).toBe("usr/bin/b");
    expect(tree.depth(tree.find("usr/bin/b") ?? 0)).toBe(3);
    expect(tree.target(tree.find("etc") ?? 0)).toBe("usr/etc");
    expect(tree.find("usr/bin/c")).toBeUndefined();
    // It may grow on.
    tree.add(entry("usr/bin/c", { size: 1 }));
    expect(tree.totalSize(0)).toBe(8);
  });

  it("takes the later of two entries of one path", () => {
    const tree = new Tree();
    tree.add(entry("conf", { size: 3 }));
    tree.add(entry("./conf", { size: 5 }));
    expect([tree.count, tree.totalSize(0)]).toEqual([2, 5]);
  });

  it("can be very deep and very wide", () => {
    const tree = new Tree();
    const deep = Array.from({ length: 5000 }, (_, index) => `d${index}`).join("/");
    tree.add(entry(`${deep}/file`, { size: 1 }));
    for (let index = 0; index < 50_000; index += 1) tree.add(entry(`wide/${index}`, { size: 1 }));
    expect(tree.totalSize(0)).toBe(50_001);
    expect(tree.depth(tree.find(`${deep}/file`) ?? 0)).toBe(5001);
    expect(tree.children(tree.find("wide") ?? 0).length).toBe(50_000);
    expect(tree.path(tree.find("wide/49999") ?? 0)).toBe("wide/49999");
  });
});
