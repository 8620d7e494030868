import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LoadedPart } from "../../../components/inspect/inspect-session.ts";
import { nodeSection } from "../../../components/inspect/node-sections.ts";
import { explore, newArchives } from "../../support/ui/explored.tsx";

let archives: ReturnType<typeof newArchives>;
let screen: Awaited<ReturnType<typeof explore>> | undefined;
beforeAll(() => {
  archives = newArchives();
});
afterAll(() => archives.remove());
afterEach(() => screen?.close());

const open = async (columns: number) => {
  screen = await explore(archives.before, { columns, rows: 40 });
  await screen.go(/▸ usr\//, /most: /);
  return screen;
};

describe("beside a file", () => {
  it("stand its facts and its package, below them the directory that it is in", async () => {
    const { go, frame } = await open(120);
    await go("/", "big", "enter", /❯ +big/, "v", /text {3}1 to/, /┐┌─ big ─/);
    expect(frame()).toMatch(/│ 300\.0 kB +│/);
    expect(frame()).toMatch(/│ tool 1\.0 +│/);
    expect(frame()).toMatch(/│ the program tool +│/);
    expect(frame()).toMatch(/├─ \/usr\/bin ─/);
    expect(frame()).toMatch(/│ ❯ big +300\.0 kB │/);
  });

  it("the directory has a pane of its own where the file keeps its room", async () => {
    const { go } = await open(200);
    await go("/", "big", "enter", /❯ +big/, "v", /┌─ \/usr\/bin ─+┐┌─ File ─+┐┌─ big ─/);
  });

  it("hexadecimal rows have as many bytes as there is room for", async () => {
    const { go, frame } = await open(120);
    await go(
      "/",
      "tool",
      "enter",
      /❯ +tool\*/,
      "v",
      /hexadecimal/,
      /00000000 {2}7f 45 4c 46 00 01 02 03 {2}\.ELF/,
    );
    expect(frame()).toMatch(/│ runs with its owner's rights +│/);
  });

  it("nothing stands where there is no room", async () => {
    const { go, frame } = await open(99);
    await go("/", "motd", "enter", /❯ +motd/, "v", /1 to 3 of 3/);
    expect(frame()).not.toContain("│");
  });
});

it("what is known of a directory has what was left out of it, and by which setting", async () => {
  const { session } = await open(80);
  const part = session.snapshot().parts[0] as LoadedPart;
  const excluded = ["usr/share/doc/*", "usr/share/man/*", "boot/*"].map((what, index) => ({
    ...{ what, kind: "path", files: 7, bytes: (3 - index) * 1_000_000 },
  }));
  const said = (path: string) => nodeSection(part, part.tree.find(path) ?? 0, { excluded }).words();
  expect(said("usr")).toContain("exclude.paths: /usr/share/doc/* 3.0 MB, /usr/share/man/* 2.0 MB");
  expect(said("usr")).not.toContain("boot");
  expect(said("etc/motd")).not.toContain("left out");
});

describe("beside lists", () => {
  it("of packages stands what the package is, and its largest files", async () => {
    const { go, frame } = await open(120);
    await go("p", /2 packages/, /┐┌─ tool ─/);
    expect(frame()).toMatch(/│ the program tool +│/);
    expect(frame()).toMatch(/├─ Its largest files ─/);
    expect(frame()).toMatch(/│ big +█+ +300 kB │/);
    await go("j", /┐┌─ libs ─/, /1 path of it left out/);
  });

  it("of the same content stands where it lies, and whose each file is", async () => {
    const { go, frame } = await open(120);
    await go("t", /\[largest\]/, /┐┌─ big ─/, "tab", /┐┌─ 2 times the same ─/);
    expect(frame()).toMatch(/│ \/usr\/lib\/one\.so {2}\(libs\) +│/);
    expect(frame()).toMatch(/│ \/usr\/lib\/two\.so {2}\(libs\) +│/);
  });
});

it("beside the question of what is extracted stands what is marked", async () => {
  const { go } = await open(120);
  await go("space", "space", /2 marked/, "x", /┐┌─ Marked ─/, /│ usr +█+ +300 kB │/);
});
