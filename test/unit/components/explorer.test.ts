import { describe, expect, it } from "vitest";
import { plainText } from "../../../components/charts/line.ts";
import { changesSections } from "../../../components/inspect/changes-section.ts";
import {
  findInHex,
  findInText,
  hexRow,
  hexRows,
  isText,
  mostBytes,
  readContent,
  textLines,
} from "../../../components/inspect/file-text.ts";
import { TreeRows } from "../../../components/inspect/tree/tree-rows.ts";
import { TreeView } from "../../../components/inspect/tree/tree-view.ts";
import type { Tree } from "../../../src/image/tree.ts";
import { entry, treeOf as treeOfEntries } from "../../support/files/entries.ts";

const treeOf = (...paths: string[]) => treeOfEntries(paths.map((path) => entry(path)));

const byName = (tree: Tree) => (one: number, other: number) => (tree.name(one) < tree.name(other) ? -1 : 1);

describe("the rows of a tree", () => {
  const tree = treeOf("usr/bin/a", "usr/bin/b", "usr/lib/c", "etc/d");
  const node = (path: string) => tree.find(path) ?? -1;
  const listed = (open: readonly string[], shown?: Uint8Array) => {
    const rows = new TreeRows(tree, {
      isOpen: (one) => open.includes(tree.path(one)),
      compare: byName(tree),
      ...(shown ? { shown } : {}),
    });
    return rows.slice(0, 100).map(({ node: one, depth }) => `${"-".repeat(depth)}${tree.name(one)}`);
  };

  it("are those of open directories, in order", () => {
    expect(listed([])).toEqual(["etc", "usr"]);
    expect(listed(["usr", "usr/bin"])).toEqual(["etc", "usr", "-bin", "--a", "--b", "-lib"]);
  });

  it("leave out what a filter hides, but not below a directory that matches and is opened", () => {
    const shown = new Uint8Array(tree.count);
    shown[node("usr")] = 1;
    shown[node("usr/bin")] = 2;
    expect(listed(["usr"], shown)).toEqual(["usr", "-bin"]);
    expect(listed(["usr", "usr/bin"], shown)).toEqual(["usr", "-bin", "--a", "--b"]);
  });

  it("are listed only as far as they are asked for", () => {
    const wide = treeOf(
      ...Array.from({ length: 1000 }, (_, index) => `d${String(index).padStart(4, "0")}/f`),
    );
    const asked: number[] = [];
    const rows = new TreeRows(wide, {
      isOpen: (one) => {
        asked.push(one);
        return true;
      },
      compare: byName(wide),
    });
    expect(rows.slice(0, 10)).toHaveLength(10);
    expect(asked.length).toBeLessThan(12);
    expect(rows.upTo(Number.POSITIVE_INFINITY)).toBe(2000);
    expect(rows.indexOf(wide.find("d0999/f") ?? -1)).toBe(1999);
    expect(rows.indexOf(12345)).toBeUndefined();
    expect(rows.at(2000)).toBeUndefined();
  });

  it("of a tree 5,000 levels deep need no deep stack", () => {
    const deep = treeOf(`${"d/".repeat(5000)}f`);
    const rows = new TreeRows(deep, { isOpen: () => true, compare: byName(deep) });
    expect(rows.upTo(Number.POSITIVE_INFINITY)).toBe(5001);
    expect(rows.at(5000)?.depth).toBe(5000);
  });
});

describe("the cursor in a tree that grows", () => {
  it("stays at the top until it is moved, then on what it was moved to", () => {
    const tree = treeOf("etc/d");
    const view = new TreeView(tree);
    tree.add(entry("usr/bin/a", { size: 1000 }));
    view.update();
    const here = () => tree.name(view.state().here ?? -1);
    expect(here()).toBe("usr");
    view.move("down");
    expect(here()).toBe("etc");
    tree.add(entry("var/lib", { size: 5000 }));
    view.update();
    expect(view.state().rows.map(({ node }) => tree.name(node))).toEqual(["var", "usr", "etc"]);
    expect(here()).toBe("etc");
  });
});

describe("a file in the viewer", () => {
  const content = (text: string | Buffer) => ({ bytes: Buffer.from(text), cut: false });

  it("is text where it has no zero bytes, whatever else is in it", () => {
    expect(isText(content("a\n\x1b[2J\xff"))).toBe(true);
    expect(isText(content(Buffer.from([0x7f, 0x45, 0])))).toBe(false);
    expect(textLines(content("a\nb\n"))).toEqual(["a", "b"]);
    expect(textLines(content(""))).toEqual([]);
  });

  it("is shown in hexadecimal as hexdump -C does", () => {
    const bytes = content(Buffer.concat([Buffer.from("0123456789abcdef"), Buffer.from([0, 0x1b, 0x41])]));
    expect(hexRows(bytes)).toBe(2);
    expect(hexRow(bytes, 0)).toBe(
      "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef",
    );
    expect(hexRow(bytes, 1)).toBe(`00000010  00 1b 41${" ".repeat(42)}..A`);
  });

  it("is searched forwards and backwards, by text and by bytes", () => {
    const lines = ["one", "Two", "three", "two"];
    expect(findInText(lines, "TWO", 0, 1)).toBe(1);
    expect(findInText(lines, "two", 2, 1)).toBe(3);
    expect(findInText(lines, "two", 2, -1)).toBe(1);
    expect(findInText(lines, "four", 0, 1)).toBeUndefined();
    const bytes = content(Buffer.concat([Buffer.alloc(40), Buffer.from("ELF"), Buffer.alloc(40)]));
    expect(findInHex(bytes, "ELF", 0, 1)).toBe(2);
    expect(findInHex(bytes, "45 4c 46", 5, -1)).toBe(2);
    expect(findInHex(bytes, "ELF", 3, 1)).toBeUndefined();
    expect(findInHex(bytes, "ELF", -1, -1)).toBeUndefined();
  });

  it("is read no further than it is shown", async () => {
    let given = 0;
    const endless = async function* () {
      for (;;) {
        given += 1;
        yield Buffer.alloc(1024 * 1024);
      }
    };
    const { bytes, cut } = await readContent(endless());
    expect([bytes.length, cut]).toEqual([mostBytes, true]);
    expect(given).toBeLessThan(8);
  });
});

describe("what grew and what shrank", () => {
  const change = (name: string, bytes: number) => ({ name, bytes });
  const [packages, loaded] = changesSections({
    packages: {
      added: [change("vim", 3_000_000)],
      removed: [change("nano\x1b[2J", -1_000_000)],
      upgraded: [change("curl", 20_000), change("bash", 0)],
      downgraded: [],
    },
    files: [
      { name: "rootfs.squashfs", before: 100_000_000, after: 101_000_000 },
      { name: "vmlinuz", before: 5, after: 5 },
    ],
    total: { before: 100_000_005, after: 101_000_005 },
  } as never);

  it("is said with its sums, the largest first", () => {
    expect(packages?.words()).toMatch(
      /^Packages, installed: -1\.0 MB in 1, \+3\.0 MB in 2, vim \+3\.0 MB, nano\S* -1\.0 MB, curl \+20\.0 kB, bash same\.$/,
    );
    expect(packages?.words()).not.toContain("\x1b");
    expect(loaded?.words()).toBe("Files that a client loads: +1.0 MB in all, rootfs.squashfs +1.0 MB.");
  });

  it("has one row for all that have no room", () => {
    const text = packages?.draw(40, 3).map(plainText) ?? [];
    expect(text).toHaveLength(3);
    expect(text[1]).toMatch(/^vim .*\+3\.0 MB$/);
    expect(text[2]).toMatch(/^3 more .*-980\.0 kB$/);
  });
});
