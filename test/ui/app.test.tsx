import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Beginnings } from "../../components/app/beginning.ts";
import { newDraft } from "../../src/settings/drafts/draft.ts";
import { DraftFile } from "../../src/settings/drafts/file.ts";
import { holdDraft } from "../../src/settings/drafts/hold.ts";
import { listDrafts } from "../../src/settings/drafts/list.ts";
import { draftFile } from "../../src/settings/drafts/stored.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import { listPresets, type PresetEntry } from "../../src/settings/preset-list.ts";
import { openApp } from "../support/ui/app.tsx";
import type { draw } from "../support/ui/draw.tsx";
import { removeFolder } from "../support/ui/remove-folder.ts";
import { waitFor } from "../support/wait.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-app-"));
const environment = { ...process.env };
beforeAll(() => {
  process.env.THINSMITH_CACHE = join(folder, "cache");
  process.env.THINSMITH_CONFIG = join(folder, "config");
});
afterAll(() => {
  process.env = environment;
  removeFolder(folder);
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

  it("has a draft that cannot be read, with the reason and what to do, and keeps it", async () => {
    mkdirSync(join(folder, "config/drafts"), { recursive: true });
    writeFileSync(draftFile("lab"), "{ broken");
    const { frame, press, shows } = await open({ drafts: await listDrafts() });
    expect(frame()).toMatch(/❯ Draft lab +\S+lab\.json is not/);
    press("enter");
    await shows("The draft cannot be read");
    expect(frame().replaceAll(/\s+/g, " ")).toContain("lab.json is not JSON: ");
    expect(frame().replaceAll(/\s+/g, " ")).toContain("Correct it, move it away, or delete the draft.");
    press("esc");
    await shows("Which image?");
    expect(readFileSync(draftFile("lab"), "utf8")).toBe("{ broken");
    rmSync(draftFile("lab"));
  });

  it("says which file cannot be read, and shows the rest", async () => {
    writeFileSync(join(folder, "config/presets.json"), "{ broken");
    const problems: string[] = [];
    const presets = await listPresets(({ message }) => problems.push(message));
    const { frame, press, shows } = await open({ presets, problems });
    expect(frame()).toMatch(/presets\.json\s+is\s+not\s+JSON/);
    press("enter");
    await shows(/❯ +Base/);
    rmSync(join(folder, "config/presets.json"));
  });
});

describe("a draft that is left", () => {
  const openNew = async () => {
    const look = async (): Promise<Beginnings> => ({
      ...{ presets: await listPresets(), built: [], drafts: await listDrafts(), problems: [] },
    });
    screen = await openApp({ output: join(folder, "build"), look, ...(await look()) });
    screen.press("enter");
    await screen.shows(/❯ +Base/);
    return screen;
  };
  const names = async () => (await listDrafts()).map(({ name }) => name);

  it("is not kept where a person has changed nothing in it, its name and all else that it began with", async () => {
    const { press, shows, frame } = await openNew();
    expect(frame()).not.toContain("*draft");
    press("esc");
    await shows(/❯ New image/);
    expect(await names()).toEqual([]);
  });

  it("is kept with the number of what they changed, and the cursor is on it then", async () => {
    const { press, shows, frame } = await openNew();
    for (const key of ["j", "j", "j", "j"]) press(key);
    await shows(/❯ +Memory/);
    press("enter");
    await shows(/❯ Next: Packing/);
    press("g");
    await shows(/❯ zram size/);
    press("right");
    await shows(/55 %/);
    press("esc");
    await shows(/my-image +\*draft, kept as you go/);
    press("esc");
    await shows(/❯ Go on with my-image +draft, 1 change, /);
    // Led back to how it began, it is not kept any more.
    press("enter");
    await shows(/❯ +Base/);
    press("u");
    await shows(/zram 50 %/);
    press("esc");
    await shows("Which image?");
    expect(frame()).not.toContain("Go on with");
    expect(await names()).toEqual([]);
  });

  it("counts as done once it was built as it is", async () => {
    const settings = { ...parseSettings({ version: 1 }), name: "shop", description: "for the window" };
    const file = new DraftFile();
    const draft = newDraft("console", parseSettings({ version: 1 }), settings);
    await file.save({ ...draft, past: [draft.original], unchanged: settings });
    await file.close();
    const { press, shows, hasShown } = await openNew();
    // What takes a moment is said meanwhile.
    expect(hasShown("reading ...")).toBe(true);
    expect(hasShown("opening the draft shop ...")).toBe(true);
    press("esc");
    await shows("Which image?");
    expect(await names()).toEqual([]);
  });
});

describe("a draft that another wizard has open", () => {
  it("is left to it; a copy is opened", async () => {
    const settings = { ...parseSettings({ version: 1 }), name: "shop", description: "for the window" };
    const file = new DraftFile();
    await file.save({ ...newDraft("console", settings), settings: { ...settings, description: "changed" } });
    await file.close();
    const other = await holdDraft("shop");
    const { press, shows, frame } = await open({ drafts: await listDrafts() });
    press("enter");
    await shows(`A wizard with the draft shop is already running as process ${process.pid}.`);
    press("c");
    await shows(/❯ +Base/);
    expect(frame()).toMatch(/ shop-2, image shop +\*draft/);
    press("q");
    await waitFor(() => exits === 2);
    expect((await listDrafts()).map(({ name }) => name).sort()).toEqual(["shop", "shop-2"]);
    await other.release();
  });
});
