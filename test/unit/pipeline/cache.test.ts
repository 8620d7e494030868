import { appendFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type CacheEntry, StageCache } from "../../../src/pipeline/cache.ts";

const stage = (key: string) => ({ name: "rootfs", key: key.padEnd(64, "0") });

let root: string;
let cache: StageCache;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "thinsmith-cache-"));
  cache = new StageCache(root);
});
afterEach(() => rm(root, { recursive: true }));

const fill = async (key: string): Promise<CacheEntry> => {
  const making = await cache.begin(stage(key));
  await writeFile(join(making, "rootfs.squashfs"), `content ${key}`);
  await mkdir(join(making, "tree/etc"), { recursive: true });
  await writeFile(join(making, "tree/etc/hostname"), "client\n");
  return cache.commit(stage(key), making);
};

describe("stage cache", () => {
  it("gives back what was put in", async () => {
    const entry = await fill("a");
    expect(await cache.lookup(stage("a"))).toEqual(entry);
    expect(await cache.lookup(stage("b"))).toBe("absent");
    expect(await cache.missing([stage("a"), stage("b")])).toEqual(["rootfs"]);
  });

  it("takes two results of one stage within one millisecond", async () => {
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ["Date"] });
    const entries = [await fill("a"), await fill("a"), await fill("a")];
    expect(new Set(entries.map(({ directory }) => directory)).size).toBe(3);
    expect(await cache.lookup(stage("a"))).toEqual(entries[2]);
  });

  it.each([
    ["a file that changed", (entry: string) => appendFile(join(entry, "rootfs.squashfs"), "x")],
    ["a file that is gone", (entry: string) => rm(join(entry, "rootfs.squashfs"))],
    [
      "a tree's file that changed",
      (entry: string) => writeFile(join(entry, "tree/etc/hostname"), "cliemt\n"),
    ],
    ["a tree's file too many", (entry: string) => writeFile(join(entry, "tree/etc/passwd"), "")],
    ["an unreadable entry", (entry: string) => writeFile(join(entry, "entry.json"), "{")],
  ])("notices %s, and removes the entry", async (_, damage) => {
    const { directory } = await fill("a");
    await damage(directory);
    expect(await cache.lookup(stage("a"))).toBe("damaged");
    expect(await cache.lookup(stage("a"))).toBe("absent");
  });

  it("removes what killed builds left, but not what a running one is making", async () => {
    const ours = await cache.begin(stage("a"));
    await mkdir(join(root, ".making-999999999.1-rootfs"));
    await cache.tidy();
    expect(await readdir(root)).toEqual([ours.slice(root.length + 1)]);
  });

  it("keeps the entries used last", async () => {
    for (const [index, key] of ["a", "b", "c"].entries()) {
      const { directory } = await fill(key);
      const hoursAgo = new Date(Date.now() - (10 - index) * 3600_000);
      await utimes(join(directory, "entry.json"), hoursAgo, hoursAgo);
    }
    await cache.tidy(2);
    expect(await cache.has(stage("a"))).toBe(false);
    expect(await cache.has(stage("b"))).toBe(true);
    expect(await cache.has(stage("c"))).toBe(true);
  });
});
