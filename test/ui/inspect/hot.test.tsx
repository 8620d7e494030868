import { afterAll, beforeAll, expect, it } from "vitest";
import { filePlaces } from "../../../src/image/squashfs/places.ts";
import { explore, newArchives } from "../../support/ui/explored.tsx";

let archives: ReturnType<typeof newArchives>;
beforeAll(() => {
  archives = newArchives();
});
afterAll(() => archives.remove());

it("the explorer marks what clients read until they are up, and lists it in the order of reading", async () => {
  const places = await filePlaces(archives.before);
  const own = places.find(({ path }) => path === "usr/bin/big")?.own;
  const shared = places.find(({ path }) => path === "usr/lib/one.so")?.shared;
  if (!own || !shared) throw new Error("the archive has other blocks");
  const reads = [
    [shared.from, 1],
    [own.from, own.bytes - 1],
  ] as const;
  const { go, frame, close } = await explore(archives.before, { reads, columns: 120, rows: 40 });
  // What describes the tree is in no block of a file.
  await go(/❯ • ▸ usr\//, "l", /• {3}▸ bin\//, "/", "big", "enter", /❯ • +big/);
  expect(frame()).toMatch(/300\.0 kB {2}[\d.]+ k?B read at start {2}tool 1\.0/);
  await go("t", /\[largest]/, "shift+tab", /\[read at start]/);
  const rows = [...frame().matchAll(/^│[ ❯]+(\/usr\/\S+) +(shared|[\d.]+ k?B)/gm)].map((row) => row.slice(1));
  expect(rows.at(-1)).toEqual(["/usr/bin/big", expect.stringMatching(/B$/)]);
  expect(rows).toContainEqual(["/usr/lib/two.so", "shared"]);
  close();
});

it("where no boot of the root is noted, there is no such list", async () => {
  const { go, frame, close } = await explore(archives.before, { columns: 120, rows: 40 });
  await go(/▸ usr\//, "t", /\[largest]/);
  expect(frame()).not.toContain("read at start");
  close();
});
