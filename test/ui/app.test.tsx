import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Beginnings } from "../../components/app/beginning.ts";
import { draftFile, noteDraft } from "../../src/settings/draft-note.ts";
import type { PresetEntry } from "../../src/settings/preset-list.ts";
import { openApp } from "../support/ui/app.tsx";
import type { draw } from "../support/ui/draw.tsx";
import { waitFor } from "../support/wait.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-app-"));
const environment = { ...process.env };
beforeAll(() => {
  process.env.THINSMITH_CACHE = join(folder, "cache");
  process.env.THINSMITH_CONFIG = join(folder, "config");
});
afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true });
});

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

let exits = 0;
const open = async (more: Partial<Beginnings> = {}, columns = 80, rows = 24) => {
  screen = await openApp({
    ...{ output: join(folder, "build"), columns, rows, ...more },
    onExit: () => {
      exits += 1;
    },
  });
  return screen;
};

describe("the first screen", () => {
  it("keeps the keys that are pressed while what was chosen is being opened", async () => {
    const { press, shows, frame } = await open();
    press("enter");
    press("j");
    press("j");
    press("enter");
    await shows(/Next: Exclude/);
    expect(frame()).toMatch(/Packages +my-image/);
    press("q");
    await waitFor(() => exits === 1);
  });

  it("has the last release before the presets, and says what can be done with it", async () => {
    const at = new Date();
    const { frame } = await open({ built: [{ name: "lab", id: "x", at }] });
    expect(frame()).toMatch(/New image .*\n +Last release +lab, today .*: inspect, boot, serve *\n +compute/);
  });

  it("shows that there are more rows than fit", async () => {
    const preset = (name: string): PresetEntry => ({
      name,
      origin: "own",
      description: "",
      file: "presets.json",
      content: {},
    });
    const presets = Array.from({ length: 30 }, (_, index) => preset(`preset-${index}`));
    const { frame, press, shows } = await open({ presets }, 60, 20);
    expect(frame()).toMatch(/↓ *\n/);
    expect(frame()).not.toContain("↑");
    press("G");
    await shows(/❯ preset-29/);
    expect(frame()).toMatch(/↑ *\n/);
    expect(frame()).not.toContain("↓");
  });

  it("has a draft that cannot be read, with the reason and what to do, and asks before it is lost", async () => {
    mkdirSync(join(folder, "config"), { recursive: true });
    writeFileSync(draftFile(), "{ broken");
    const { frame, press, shows } = await open({ draft: await noteDraft() });
    expect(frame()).toMatch(/❯ Draft +cannot be read: /);
    press("enter");
    await shows("The draft cannot be read");
    expect(frame().replaceAll(/\s+/g, " ")).toContain("draft.json is not JSON: ");
    expect(frame().replaceAll(/\s+/g, " ")).toMatch(/Correct \S+draft\.json, or begin with something else/);
    press("esc");
    await shows("Which image?");
    press("j");
    await shows(/❯ New image/);
    press("enter");
    await shows("The draft cannot be read, and would be lost.");
    expect(readFileSync(draftFile(), "utf8")).toBe("{ broken");
    press("n");
    await shows("Which image?");
    expect(readFileSync(draftFile(), "utf8")).toBe("{ broken");
  });
});
