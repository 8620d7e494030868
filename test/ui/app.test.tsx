import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { App } from "../../components/app/App.tsx";
import type { Beginnings } from "../../components/app/beginning.ts";
import { listPresets, type PresetEntry } from "../../src/settings/preset-list.ts";
import { draw } from "../support/ui/draw.tsx";
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
  const first: Beginnings = { presets: await listPresets(), built: [], draft: undefined, ...more };
  screen = draw(
    <App
      first={first}
      look={async () => first}
      output={join(folder, "build")}
      onExit={() => {
        exits += 1;
      }}
      signal={new AbortController().signal}
    />,
    columns,
    rows,
  );
  await screen.shows("Which image?");
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
});
