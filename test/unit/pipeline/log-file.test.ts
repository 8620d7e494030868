import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LogFile } from "../../../src/pipeline/logs/log-file.ts";
import { LogSearch } from "../../../src/pipeline/logs/log-search.ts";

let folder: string;
let path: string;
let file: LogFile | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-log-"));
  path = join(folder, "build.log");
});
afterEach(async () => {
  await file?.close();
  file = undefined;
  await rm(folder, { recursive: true });
});

const scanned = async (content: string | Buffer): Promise<LogFile> => {
  await writeFile(path, content);
  file = await LogFile.open(path);
  while (await file.scan());
  return file;
};

const searched = async (log: LogFile, query: string): Promise<LogSearch> => {
  const search = new LogSearch(log, query);
  while (await search.step());
  return search;
};

/** Lines of very different lengths, so that they begin anywhere in what is read at once. */
const many = Array.from({ length: 30_000 }, (_, at) => `${at} ${"x".repeat((at * 7919) % 97)}`);

describe("a log on disk", () => {
  it("has no lines while it is empty", async () => {
    const log = await scanned("");
    expect(log.lineCount).toBe(0);
    expect(await log.lines(0, 10)).toEqual([]);
  });

  it("has each line once, from anywhere", async () => {
    const log = await scanned(`${many.join("\n")}\n`);
    expect(log.lineCount).toBe(many.length);
    expect(log.fraction).toBe(1);
    for (const first of [0, 1, 1023, 1024, 1025, 12_345, 29_990]) {
      expect(await log.lines(first, 20)).toEqual(many.slice(first, first + 20));
    }
    expect(await log.lines(30_000, 5)).toEqual([]);
  });

  it("shows a last line without an end, and completes it when it grows", async () => {
    const log = await scanned("first\nsec");
    expect(log.lineCount).toBe(2);
    expect(await log.lines(0, 5)).toEqual(["first", "sec"]);
    await appendFile(path, "ond\n\nfourth\n");
    expect(await log.scan()).toBe(true);
    expect(await log.scan()).toBe(false);
    expect(log.lineCount).toBe(4);
    expect(await log.lines(0, 9)).toEqual(["first", "second", "", "fourth"]);
  });

  it("cuts a line of 1 MB, and knows what follows it", async () => {
    const log = await scanned(`before\n${"é".repeat(512 * 1024)}\nafter\n${"y".repeat(1024 * 1024)}`);
    expect(log.lineCount).toBe(4);
    const [before, long = "", after, last = ""] = await log.lines(0, 4);
    expect([before, after]).toEqual(["before", "after"]);
    expect(long.length).toBeGreaterThan(1000);
    expect(long.length).toBeLessThan(10_000);
    expect(long).toMatch(/^é+$/);
    expect(last).toMatch(/^y{1000,10000}$/);
    expect(await log.lines(2, 1)).toEqual(["after"]);
  });

  it("can be read while and after it is moved or removed", async () => {
    const log = await scanned("one\n");
    await rename(path, join(folder, "moved.log"));
    await appendFile(join(folder, "moved.log"), "two\n");
    await log.scan();
    expect(await log.lines(0, 9)).toEqual(["one", "two"]);
    await rm(join(folder, "moved.log"));
    expect(await log.lines(1, 1)).toEqual(["two"]);
    await expect(LogFile.open(path)).rejects.toThrow("ENOENT");
  });

  it("begins anew where the file does", async () => {
    const log = await scanned(`${many.join("\n")}\n`);
    await truncate(path, 0);
    await appendFile(path, "new\n");
    while (await log.scan());
    expect(log.lineCount).toBe(1);
    expect(await log.lines(0, 9)).toEqual(["new"]);
  });

  it("keeps little in memory of a large one", async () => {
    const log = await scanned(`${"z".repeat(63)}\n`.repeat(500_000));
    expect(log.lineCount).toBe(500_000);
    const marks = (log as unknown as { marks: unknown[] }).marks.length;
    expect(marks).toBeGreaterThan(100);
    expect(marks).toBeLessThan(1000);
  });
});

describe("a search in a log", () => {
  it("finds lines in upper and lower case, through escape codes, in both directions", async () => {
    const log = await scanned("Error one\nnothing\n\x1b[31mer\x1b[0mror two\nno\nthree ERROR error\n");
    const search = await searched(log, "error");
    expect(search.count).toBe(3);
    expect([0, 1, 2, 3, -1].map((index) => search.lineOf(index))).toEqual([0, 2, 4, 0, 4]);
    expect([0, 1, 2, 3, 4].map((line) => search.matches(line))).toEqual([true, false, true, false, true]);
    expect(search.before(3)).toBe(2);
  });

  it("numbers lines rightly whatever is read at once", async () => {
    const log = await scanned(`${many.join("\n")}\n`);
    const search = await searched(log, "29991 ");
    expect([search.count, search.lineOf(0)]).toEqual([1, 29_991]);
    expect((await searched(log, "no such thing")).count).toBe(0);
    expect((await searched(log, "no such thing")).lineOf(0)).toBeUndefined();
  });

  it("finds what is added, and a last line without an end once", async () => {
    const log = await scanned("a\nerr");
    const search = await searched(log, "err");
    expect([search.count, search.lineOf(0)]).toEqual([1, 1]);
    await appendFile(path, "or\nb\nerr\n");
    while (await search.step());
    expect([search.count, search.lineOf(0), search.lineOf(1)]).toEqual([2, 1, 3]);
  });

  it("finds in a line of 1 MB", async () => {
    const log = await scanned(`a\n${"x".repeat(1024 * 1024)} needle\nneedle\n`);
    const search = await searched(log, "needle");
    expect([search.count, search.lineOf(0), search.lineOf(1)]).toEqual([2, 1, 2]);
  });
});
