import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareImages } from "../../../src/image/compare/images.ts";
import { compareManifests } from "../../../src/image/compare/manifests.ts";
import { compareTrees, doubtful } from "../../../src/image/compare/trees.ts";
import { openImage } from "../../../src/image/open.ts";
import type { Manifest } from "../../../src/release/release.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { entry, treeOf } from "../../support/files/entries.ts";
import { makeSquashfs } from "../../support/files/image-files.ts";

describe("two trees", () => {
  const before = treeOf([
    entry("etc/same", { size: 5, mtime: 60 }),
    entry("etc/touched", { size: 5, mtime: 60 }),
    entry("etc/rewritten", { size: 5, mtime: 60 }),
    entry("etc/larger", { size: 5 }),
    entry("etc/mode", { mode: 0o600 }),
    entry("etc/owner", { uid: 1 }),
    entry("etc/link", { type: "link", target: "a" }),
    entry("etc/turns", { size: 1 }),
    entry("dev/x", { type: "block", device: { major: 8, minor: 0 } }),
    entry("old/deep/file", { size: 1 }),
    entry("lib/kept"),
    entry("lib/gone"),
  ]);
  const after = treeOf([
    entry("new/deep/file", { size: 1 }),
    entry("etc/same", { size: 5, mtime: 60 }),
    entry("etc/touched", { size: 5, mtime: 120 }),
    entry("etc/rewritten", { size: 5, mtime: 120 }),
    entry("etc/larger", { size: 6 }),
    entry("etc/mode", { mode: 0o644 }),
    entry("etc/owner", { uid: 2 }),
    entry("etc/link", { type: "link", target: "b" }),
    entry("etc/turns", { type: "directory" }),
    entry("dev/x", { type: "block", device: { major: 8, minor: 1 } }),
    entry("lib/kept"),
  ]);
  const isSame = (_: number, node: number) => after.path(node) !== "etc/rewritten";

  it("have exactly the differences that were made", () => {
    const { added, removed, changed, state } = compareTrees(before, after, isSame);
    expect(added.map((node) => after.path(node)).sort()).toEqual(["new", "new/deep", "new/deep/file"]);
    expect(removed.map((node) => before.path(node)).sort()).toEqual([
      "lib/gone",
      "old",
      "old/deep",
      "old/deep/file",
    ]);
    expect(Object.fromEntries(changed.map((change) => [after.path(change.after), change.what]))).toEqual({
      "etc/rewritten": ["content"],
      "etc/larger": ["content"],
      "etc/mode": ["mode"],
      "etc/owner": ["owner"],
      "etc/link": ["target"],
      "etc/turns": ["type"],
      "dev/x": ["device"],
    });
    const states = ["", "new", "etc", "etc/same", "lib", "lib/kept"].map((path) =>
      state(after.find(path) ?? -1),
    );
    expect(states).toEqual(["changed", "added", "changed", "same", "changed", "same"]);
  });

  it("say which files have to be read", () => {
    const paths = (pairs: ReturnType<typeof doubtful>) => pairs.map((pair) => after.path(pair.after));
    expect(paths(doubtful(before, after))).toEqual(["etc/touched", "etc/rewritten"]);
    const all = doubtful(before, after, { thorough: true });
    expect(paths(all)).toEqual(["etc/same", "etc/touched", "etc/rewritten"]);
    const timeless = treeOf([entry("a", { size: 1 })]);
    expect(doubtful(timeless, timeless)).toHaveLength(1);
  });

  it("that are the same have no difference", () => {
    expect(compareTrees(before, before)).toMatchObject({ added: [], removed: [], changed: [] });
  });
});

describe("two manifests", () => {
  const manifest = (packages: Record<string, string>, size: number, ...extra: string[]) =>
    ({
      files: [{ name: "rootfs.squashfs", size, sha256: "" }],
      kernel: "6.1",
      bootParameters: ["boot=ram", ...extra],
      settings: parseSettings({ version: 1, zram: { sizePct: size } }),
      packages: Object.entries(packages).map(([name, version]) => ({
        name,
        version,
        architecture: "all",
        installedKiB: 2,
      })),
    }) as unknown as Manifest;

  it("tell packages, settings, boot parameters and files", () => {
    const before = manifest({ a: "1", b: "1.10", c: "1", d: "2" }, 100, "quiet");
    const after = manifest({ a: "1", b: "1.9", d: "2.1~rc1", e: "1" }, 90, "splash");
    expect(compareManifests(before, after)).toEqual({
      packages: {
        added: [{ name: "e", after: "1", bytes: 2048 }],
        removed: [{ name: "c", before: "1", bytes: -2048 }],
        upgraded: [{ name: "d", before: "2", after: "2.1~rc1", bytes: 0 }],
        downgraded: [{ name: "b", before: "1.10", after: "1.9", bytes: 0 }],
      },
      settings: [{ name: "zram.sizePct", before: 100, after: 90 }],
      bootParameters: { added: ["splash"], removed: ["quiet"] },
      kernel: { before: "6.1", after: "6.1" },
      files: [{ name: "rootfs.squashfs", before: 100, after: 90 }],
    });
  });
});

describe("two files", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "thinsmith-test-"));
    const status = (name: string, version: string) =>
      `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nInstalled-Size: 10\n\n`;
    const squashfs = (name: string, files: Record<string, string>, time: number) => {
      for (const [path, content] of Object.entries(files)) {
        const file = join(folder, name, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        utimesSync(file, time, time);
      }
      makeSquashfs(join(folder, name), join(folder, `${name}.squashfs`));
    };
    squashfs(
      "a",
      { "var/lib/dpkg/status": status("aa", "1"), same: "abc", other: "abc", "lib/modules/6.1.0/x": "" },
      1_700_000_000,
    );
    squashfs(
      "b",
      {
        "var/lib/dpkg/status": status("aa", "2") + status("bb", "1"),
        same: "abc",
        other: "xyz",
        "lib/modules/6.2.0/x": "",
      },
      1_700_001_000,
    );
    execFileSync("sh", ["-c", "printf 1 > one; printf 1 > two; tar -cf one.tar one; tar -cf two.tar two"], {
      cwd: folder,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const image = (name: string) => openImage(join(folder, name));

  it("are compared by what they hold, their packages by dpkg's status", async () => {
    const comparison = await compareImages(await image("a.squashfs"), await image("b.squashfs"));
    const [part] = comparison.parts;
    const { trees, changes } = part as NonNullable<typeof part>;
    expect(changes.changed.map(({ after }) => trees.after.path(after)).sort()).toEqual([
      "other",
      "var/lib/dpkg/status",
    ]);
    expect(changes.added.map((node) => trees.after.path(node)).sort()).toEqual([
      "lib/modules/6.2.0",
      "lib/modules/6.2.0/x",
    ]);
    expect(comparison.packages).toMatchObject({
      added: [{ name: "bb", after: "1", bytes: 10_240 }],
      upgraded: [{ name: "aa", before: "1", after: "2" }],
    });
    expect(comparison.kernel).toEqual({ before: "6.1.0", after: "6.2.0" });
  });

  it("of any kind are compared", async () => {
    const { parts } = await compareImages(await image("one.tar"), await image("two.tar"));
    expect(parts[0]?.changes.added).toHaveLength(1);
    expect(parts[0]?.changes.removed).toHaveLength(1);
  });
});
