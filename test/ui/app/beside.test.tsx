import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { PresetEntry } from "../../../src/settings/preset-list.ts";
import { openApp } from "../../support/ui/app.tsx";
import type { draw } from "../../support/ui/draw.tsx";
import { removeFolder } from "../../support/ui/remove-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-beside-"));
beforeAll(() => void vi.stubEnv("THINSMITH_CONFIG", folder));
afterAll(() => {
  vi.unstubAllEnvs();
  removeFolder(folder);
});

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

const presetOf = (content: object): PresetEntry => ({
  ...{ name: "shop", origin: "own", description: "", file: "presets.json", content },
});

/** On the row of the preset, the only one. */
const openOn = async (content: object, columns: number) => {
  screen = await openApp({ output: folder, columns, rows: 40, presets: [presetOf(content)] });
  screen.press("j");
  await screen.shows(/❯ shop /);
  return screen;
};

describe("beside what the first screen asks", () => {
  it("stay its rows and what is known of the row that it is about", async () => {
    const { press, shows, frame } = await openOn({ version: 1 }, 120);
    await shows(/a preset of your own/);
    press("R");
    await shows(/┌─ Images ─+┐┌─ Rename shop ─+┐┌─ shop ─/);
    expect(frame()).toMatch(/│ ❯ shop +││/);
    expect(frame()).toContain("a preset of your own");
    press("esc");
    await shows("Which image?");
    press("D");
    await shows(/┌─ Images ─+┐┌─ Delete shop ─+┐┌─ shop ─/);
  });

  it("is nothing where there is no room", async () => {
    const { press, shows, frame } = await openOn({ version: 1 }, 99);
    press("D");
    await shows("is deleted");
    expect(frame()).not.toContain("┌");
  });
});

describe("beside the mistakes of a preset", () => {
  const content = {
    ...{ version: 1, zram: { sizePct: 500, algo: "lz4" }, unknown: true },
    client: { sshKeys: ["ssh\u001b[31m-broken", "other"] },
  };

  it("is the setting of the one under the cursor, with its value and what it may be", async () => {
    const { press, shows, frame } = await openOn(content, 140);
    press("enter");
    await shows(/┌─ zram\.sizePct ─/);
    expect(frame()).toMatch(/│ now {2}500 .*│/);
    expect(frame()).toMatch(/│ allowed {2}0 to 200 .*│/);
    expect(frame()).toMatch(/│ usual {2}50 % of memory .*│/);
    for (const pattern of [
      /Settings of zram: sizePct, /,
      /entry 1 now {2}"ssh\\u001b\[31m-broken"/,
      /Settings and groups of them: /,
    ]) {
      for (let rows = 0; !pattern.test(frame()) && rows < 10; rows += 1) {
        const before = frame();
        press("j");
        await screen?.changes(before);
      }
      await shows(pattern);
    }
  });

  it("says where a saved preset lies, and does not shorten the list", async () => {
    const many = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`unknown${index}`, 1]));
    const { press, shows } = await openOn({ version: 1, ...many }, 80);
    press("enter");
    await shows(/unknown13: there is no such setting/);
    await shows(/The preset lies in presets\.json/);
  });
});
