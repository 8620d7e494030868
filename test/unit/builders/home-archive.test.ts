import { execFileSync } from "node:child_process";
import {
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { packHome } from "../../../src/builders/local/home-archive.ts";

const latest = 1_700_000_000;
/** So long that tar writes a header with all that it knows of the file. */
const long = `${"n".repeat(99)}/${"m".repeat(99)}/${"o".repeat(99)}`;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const makeFolder = (place: string) => {
  const folder = mkdtempSync(join(place, "thinsmith-test-"));
  folders.push(folder);
  return folder;
};

/** A home, made in this order of its files, and read at that time. */
const makeHome = (place: string, names: readonly string[], readAt: number) => {
  const home = join(makeFolder(place), "home");
  mkdirSync(join(home, "client/.ssh"), { recursive: true });
  writeFileSync(join(home, "client/.ssh/id"), "secret");
  for (const name of names) {
    const path = join(home, "client", name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, name);
    // Older than the date, with a part of a second.
    utimesSync(path, readAt, 1_600_000_000.25);
  }
  symlinkSync(".bashrc", join(home, "client/link"));
  lutimesSync(join(home, "client/link"), readAt, readAt);
  linkSync(join(home, "client/.bashrc"), join(home, "client/z-other-name"));
  return home;
};

const packed = async (home: string) => {
  const archive = join(makeFolder(tmpdir()), "home.tar.gz");
  await packHome(home, archive, latest);
  return archive;
};

it("makes the same bytes of the same home, on any file system, at any time", async () => {
  const names = [".bashrc", "b/c", "a", long];
  const [one, other] = [
    await packed(makeHome(tmpdir(), names, 1_750_000_000)),
    await packed(makeHome("/dev/shm", names.toReversed(), 1_760_000_000)),
  ];
  expect((await readFile(other)).equals(await readFile(one))).toBe(true);
  const list = execFileSync("tar", ["-tvzf", one, "--numeric-owner", "--full-time", "--utc"], {
    encoding: "utf8",
  });
  expect(list).toMatch(/2020-09-13 12:26:40 \.\/client\/a$/m);
  // What is later than the date has the date.
  expect(list).toMatch(/^d.* 2023-11-14 22:13:20 \.\/client\/$/m);
  expect(list).toMatch(/^h.* \.\/client\/z-other-name link to client\/\.bashrc$/m);
  expect(list).toContain(long);
  expect(list).not.toContain(".ssh");
});

it("makes other bytes of another home", async () => {
  const [one, other] = [
    await packed(makeHome(tmpdir(), [".bashrc"], latest)),
    await packed(makeHome(tmpdir(), [".bashrc", "a"], latest)),
  ];
  expect((await readFile(other)).equals(await readFile(one))).toBe(false);
});
