import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Entry } from "../../components/app/find/entry.ts";
import { searchEntries } from "../../components/app/find/search-entries.ts";
import { writtenEntries } from "../../components/app/find/setting-entries.ts";
import { newDraft } from "../../src/settings/drafts/draft.ts";
import { DraftFile } from "../../src/settings/drafts/file.ts";
import { holdDraft } from "../../src/settings/drafts/hold.ts";
import { listDrafts } from "../../src/settings/drafts/list.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import { listPresets } from "../../src/settings/preset-list.ts";
import { openApp } from "../support/ui/app.tsx";
import type { draw } from "../support/ui/draw.tsx";
import { removeFolder } from "../support/ui/remove-folder.ts";
import { waitFor } from "../support/wait.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-find-"));
const environment = { ...process.env };
beforeAll(async () => {
  process.env.THINSMITH_CACHE = join(folder, "cache");
  // Loaded in the background else, which takes long where the machine has other work.
  await import("../../components/app/find/Find.tsx");
}, 120_000);
afterAll(() => {
  process.env = environment;
  removeFolder(folder);
});
let screen: ReturnType<typeof draw> | undefined;
let exits = 0;
let config: string;
beforeEach(() => {
  // Its own for each test: a draft of the screen before may be still on its way to disk.
  config = mkdtempSync(join(folder, "config-"));
  process.env.THINSMITH_CONFIG = config;
});
afterEach(() => screen?.unmount());

const open = async (columns = 80, rows = 24) => {
  screen = await openApp({
    ...{ output: join(folder, "build"), columns, rows },
    onExit: () => {
      exits += 1;
    },
  });
  return screen;
};
/** Opens the list by a key, searches, and waits for the best of what is found. */
const seek = async (key: string, words: string, row: RegExp) => {
  screen?.press(key);
  await screen?.shows("type to search");
  screen?.press(words);
  await screen?.shows(`/ ${words}`);
  await screen?.shows(row);
};
/** A setting of the only draft on disk. */
const kept = (group: string, name: string): unknown => {
  const drafts = join(config, "drafts");
  const [file] = existsSync(drafts) ? readdirSync(drafts).filter((one) => one.endsWith(".json")) : [];
  return file && JSON.parse(readFileSync(join(drafts, file), "utf8")).settings[group][name];
};

describe("find anything", () => {
  it("has its key in the title line, and opens and closes over the screen, which does not change", async () => {
    const { frame, press, shows } = await open();
    expect(frame()).toMatch(/ctrl-p find$/m);
    press("j");
    await shows(/❯ +(?!New image)\S/);
    const row = /❯ .*/.exec(frame())?.[0] ?? "";
    const isBack = () => frame().includes(row) && !frame().includes("Find anything");
    press(":");
    await shows("Find anything");
    press("esc");
    await waitFor(isBack);
    press("ctrl+p");
    await shows("Find anything");
    press("ctrl+p");
    await waitFor(isBack);
  });

  it("opens a new image on the first screen for a package or a value, which it gets", async () => {
    const lists = join(folder, "cache/downloads/debian/lib/apt/lists");
    mkdirSync(lists, { recursive: true });
    writeFileSync(
      join(lists, "mirror_debian_dists_trixie_main_binary-amd64_Packages"),
      "Package: vim\nVersion: 1\nArchitecture: amd64\nInstalled-Size: 2048\nSize: 500000\nDescription: an editor\n",
    );
    const look = async () => ({
      ...{ presets: await listPresets(), built: [], drafts: await listDrafts(), problems: [] },
    });
    screen = await openApp({ output: join(folder, "build"), look });
    await seek("ctrl+p", "vim", /❯ package +vim .*add to a new image/);
    screen.press("enter");
    await screen.shows(/❯ install +vim/);
    await waitFor(() => JSON.stringify(kept("packages", "install")) === '["vim"]');
    screen.press("esc");
    await screen.shows(/❯ .* Packages/);
    screen.press("esc");
    await screen.shows(/❯ Go on with my-image +draft, 1 change/);
    // There is one draft by now: it is that one that gets it.
    await seek("ctrl+p", "xz", /❯ value +.*: xz .*the draft my-image/);
    screen.press("enter");
    await screen.shows(/❯ .* +xz/);
    await waitFor(() => kept("rootfs", "compression") === "xz" || kept("initrd", "compression") === "xz");
    expect(kept("packages", "install")).toEqual(["vim"]);
  });

  it("begins a new image at a setting, from the first screen, despite a typing error", async () => {
    const { press, shows } = await open();
    await seek("ctrl+p", "kisok page", /❯ setting +kiosk page +client\.kioskUrl/);
    press("enter");
    await shows(/❯ kiosk page +none/);
  });

  it("sets a value that is written behind its setting, and one of a choice; both are kept", async () => {
    const { press, shows } = await open();
    await seek("ctrl+p", "new image", /❯ action +new image/);
    press("enter");
    await shows(/❯ +Base/);
    await seek(":", "zram.sizePct=75", /❯ value +zram size: 75 % of memory/);
    press("enter");
    await shows(/❯ zram size +75 % of memory/);
    await seek(":", "zram zstd", /❯ value +algorithm: zstd +zram\.algorithm/);
    press("enter");
    await shows(/❯ algorithm +zstd/);
    await waitFor(() => kept("zram", "algorithm") === "zstd");
    expect(kept("zram", "sizePct")).toBe(75);
    await seek(":", "publish.proof=look", /❯ value +proof: look/);
    press("enter");
    await shows(/❯ proof +look/);
    await waitFor(() => kept("publish", "proof") === "look");
    // What the schema refuses is not offered.
    await seek(":", "zram size 900", /nothing found/);
  });

  it("offers a keyboard layout by its name once, and an unknown one last, marked as unknown", async () => {
    const { press, shows, frame } = await open();
    await seek("ctrl+p", "new image", /❯ action +new image/);
    press("enter");
    await shows(/❯ +Base/);
    await seek(":", "keyboard de", /❯ value +keyboard: de /);
    expect(frame().match(/keyboard: de /g)).toHaveLength(1);
    press("ctrl+p");
    await waitFor(() => !frame().includes("Find anything"));
    await seek(":", "keyboard qwfp", /❯ value +keyboard: qwfp .*not in the list/);
    press("ctrl+p");
    await waitFor(() => !frame().includes("Find anything"));
    await seek(":", "keyboard german", /❯ value +keyboard: de - German(y)? /);
    expect(frame()).not.toMatch(/screen off after/);
    press("enter");
    await shows(/❯ keyboard +de /);
  });

  it("reads a value behind a million blanks at once", () => {
    const target = { settings: parseSettings({ version: 1 }), go: () => {} };
    const blanks = " ".repeat(1_000_000);
    const entries = writtenEntries(`zram size${blanks}60${blanks}%`, {
      target,
      places: undefined,
      begin: () => {},
    });
    expect(entries.map(({ title }) => title)).toEqual(["zram size: 60 % of memory"]);
  });

  it("goes to the first setting of a step", async () => {
    const { press, shows } = await open();
    await seek("ctrl+p", "new image", /❯ action +new image/);
    press("enter");
    await shows(/❯ +Base/);
    await seek(":", "step Packages", /❯ action +step Packages/);
    press("enter");
    await shows(/❯ roles /);
  });

  it("gives a value to the copy of a draft that another wizard has open", async () => {
    const file = new DraftFile();
    const settings = { ...parseSettings({ version: 1 }), name: "shop" };
    await file.save({ ...newDraft("console", settings), settings: { ...settings, description: "changed" } });
    await file.close();
    const other = await holdDraft("shop");
    onTestFinished(() => other.release());
    const look = async () => ({ presets: [], built: [], drafts: await listDrafts(), problems: [] });
    screen = await openApp({ output: join(folder, "build"), look });
    await seek("ctrl+p", "zram.sizePct=75", /❯ value +zram size: 75 % of memory/);
    screen.press("enter");
    await screen.shows("go on in a copy");
    screen.press("c");
    await screen.shows(/❯ zram size +75 % of memory/);
    expect(screen.frame()).toContain("shop-2");
  });

  it("finds a draft that was begun meanwhile, and goes on with it though it is open here", async () => {
    const look = async () => ({ presets: [], built: [], drafts: await listDrafts(), problems: [] });
    screen = await openApp({ output: join(folder, "build"), look });
    await seek("ctrl+p", "new image", /❯ action +new image/);
    screen.press("enter");
    await screen.shows(/❯ +Base/);
    await seek(":", "zram.sizePct=75", /❯ value +zram size: 75 % of memory/);
    screen.press("enter");
    await screen.shows(/❯ zram size +75 % of memory/);
    await waitFor(() => kept("zram", "sizePct") === 75);
    await seek("ctrl+p", "my-image", /❯ draft +my-image/);
    screen.press("enter");
    await screen.shows(/❯ +Base|go on in a copy/);
    expect(screen.frame()).toMatch(/❯ +Base/);
  });

  it("takes what comes with its key in one piece, and Enter with it", async () => {
    const { press, shows } = await open();
    press("\x10new image\r");
    await shows(/❯ +Base/);
    press(":zram size 75\r");
    await shows(/❯ zram size +75 % of memory/);
  });

  it("writes : where a line is written, and no letter acts in it", async () => {
    const { press, shows, frame } = await open();
    await seek("ctrl+p", "new image", /❯ action +new image/);
    press("enter");
    await shows(/❯ +Base/);
    press("p");
    await shows("Save preset");
    press(":");
    await shows("name :");
    press("ctrl+p");
    await shows("Find anything");
    for (const letter of "qjk?:/") press(letter);
    await shows("/ qjk?:/");
    expect(exits).toBe(0);
    press("esc");
    press("esc");
    await waitFor(() => frame().includes("name :"));
  });

  it("tells beside the list what an entry is, where there is room", async () => {
    const { shows, frame } = await open(120, 36);
    await seek("ctrl+p", "zram size", /❯ setting +zram size/);
    await shows(/─ zram size ─/);
    expect(frame()).toMatch(/setting +zram\.sizePct/);
    expect(frame()).toMatch(/Size of the compressed swap in per cent/);
  });

  it("lists the keys of the screen below with what they do, and does it", async () => {
    const { press } = await open();
    const before = exits;
    await seek("ctrl+p", "quit", /❯ action +quit +q/);
    press("enter");
    await waitFor(() => exits === before + 1);
  });
});

describe("the order of what is found", () => {
  const entry = (title: string, help = "", kind: Entry["kind"] = "setting"): Entry => ({
    ...{ kind, title, help, run: () => {} },
  });
  const order = (query: string, entries: Entry[], packages: Entry[] = [], written: Entry[] = []) =>
    searchEntries({ entries, written, packages }, query).map(({ item }) => item.title);

  it("begins with the written value, then names, the package of that name, descriptions, other packages", () => {
    const entries = [entry("editor", "such as vim"), entry("vim mode"), entry("other")];
    const packages = [entry("vim", "", "package"), entry("vim-tiny", "", "package")];
    expect(order("vim", entries, packages, [entry("vim: on")])).toEqual([
      ...["vim: on", "vim mode", "vim", "editor", "vim-tiny"],
    ]);
  });

  it("has what is meant exactly before what only begins so", () => {
    const values = ["at - German (Austria)", "ch - German (Switzerland)", "de - German", "us - English (US)"];
    const entries = values.map((value) => entry(`keyboard: ${value}`, "", "value"));
    expect(order("german", entries)[0]).toBe("keyboard: de - German");
    expect(order("keyboard german", entries)[0]).toBe("keyboard: de - German");
    expect(order("german switzerland", entries)[0]).toBe("keyboard: ch - German (Switzerland)");
  });

  it("has values last that only begin with one or two letters, and first where those are one", () => {
    const titles = ["time zone: Europe/Ulm", "keyboard: ur - Urdu", "kiosk page url"];
    const entries = titles.map((title) => entry(title, "", title.includes(":") ? "value" : "setting"));
    expect(order("u", entries)[0]).toBe("kiosk page url");
    expect(order("ur", entries)[0]).toBe("keyboard: ur - Urdu");
  });

  it("ends with values that are not known, and has what the query says once", () => {
    const value = entry("keyboard: de", "", "value");
    const unknown = { ...entry("keyboard: german", "", "value"), unknown: true };
    expect(order("keyboard", [entry("keyboard"), value], [], [unknown])).toEqual([
      ...["keyboard", "keyboard: de", "keyboard: german"],
    ]);
    expect(order("keyboard", [entry("keyboard"), value], [], [value])).toEqual(["keyboard: de", "keyboard"]);
  });

  it("falls back to scattered letters only where nothing else is found", () => {
    const entries = [entry("zram size"), entry("block size")];
    expect(order("zrsz", entries)).toEqual([]);
    expect(order("zrm", entries)).toEqual(["zram size"]);
    // What is meant may be a package.
    expect(searchEntries({ entries, written: [], packages: [], reading: true }, "zrm")).toEqual([]);
    expect(order("", entries)).toEqual(["zram size", "block size"]);
  });
});
