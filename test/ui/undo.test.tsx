import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { newDraft } from "../../src/settings/drafts/draft.ts";
import { DraftFile, loadDraft } from "../../src/settings/drafts/file.ts";
import { listDrafts } from "../../src/settings/drafts/list.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import { deletePreset, savePreset } from "../../src/settings/presets.ts";
import { openAppAt } from "../support/ui/app.tsx";
import type { draw } from "../support/ui/draw.tsx";
import { removeFolder } from "../support/ui/remove-folder.ts";
import { waitFor } from "../support/wait.ts";

let folder: string;
let screen: ReturnType<typeof draw>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "thinsmith-undo-ui-"));
  vi.stubEnv("THINSMITH_CACHE", join(folder, "cache"));
  vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
  const lists = join(folder, "cache/downloads/debian/lib/apt/lists");
  mkdirSync(lists, { recursive: true });
  writeFileSync(
    join(lists, "mirror_debian_dists_trixie_main_binary-amd64_Packages"),
    "Package: vim\nVersion: 1\nArchitecture: amd64\nInstalled-Size: 2048\nSize: 500000\nDescription: an editor\n",
  );
});
afterEach(() => screen.unmount());
afterAll(() => {
  vi.unstubAllEnvs();
  removeFolder(folder);
});

const open = async (columns = 80, rows = 24) => {
  screen = await openAppAt("console", { output: join(folder, "build"), columns, rows });
  await screen.shows(/❯ +Base/);
};
/** Whether a draft on disk has an image of this name and this zram size. */
const isKept = async (image: string, sizePct: number): Promise<boolean> => {
  const drafts = (await listDrafts()).filter((one) => one.problem === undefined && one.image === image);
  // One may be renamed meanwhile.
  const loaded = await Promise.all(drafts.map(({ name }) => loadDraft(name).catch(() => undefined)));
  return loaded.some((one) => one?.settings.zram.sizePct === sizePct);
};
/** Presses keys one by one, each once what the one before brought is on screen. */
const go = async (...keysAndFrames: (string | RegExp)[]) => {
  for (const step of keysAndFrames) {
    if (typeof step === "string") {
      screen.press(step);
      await new Promise((read) => setImmediate(read));
    } else await screen.shows(step);
  }
};
const toMemory = () =>
  go("j", "j", "j", "j", /❯ +Memory/, "enter", /❯ Next: Packing/, "g", /❯ zram size +50 %/);
const toInstall = () =>
  go("j", "j", /❯ +Packages/, "enter", /❯ Next: Exclude/, "g", "j", /❯ install/, "enter", /no packages yet/);

describe("undo", () => {
  it("takes back the steps of a slider at once, says so, and redo makes them again", async () => {
    await open();
    await toMemory();
    await go("right", /55 %/, "right", /60 %/, "right", /65 %/, "u");
    await go(/undo: zram size 50 -> 65(?: +ctrl-p find)?\n/, /❯ zram size +50 %/);
    await go("ctrl+r", /redo: zram size 50 -> 65(?: +ctrl-p find)?\n/, /❯ zram size +65 %/);
    await go(
      "alt+u",
      /undo: zram size 50 -> 65(?: +ctrl-p find)?\n/,
      "alt+e",
      /redo: zram size 50 -> 65(?: +ctrl-p find)?\n/,
    );
    // Another stay at the setting is another change.
    await go(
      "j",
      /❯ algorithm/,
      "k",
      /❯ zram size/,
      "right",
      /70 %/,
      "u",
      /undo: zram size 65 -> 70(?: +ctrl-p find)?\n/,
    );
    await go("u", /undo: zram size 50 -> 65(?: +ctrl-p find)?\n/, "u", /nothing to undo(?: +ctrl-p find)?\n/);
    await waitFor(() => isKept("console", 50));
  });

  it("names in the help what it takes back", async () => {
    await open();
    await toMemory();
    await go(
      "right",
      /55 %/,
      "?",
      /u alt\+u +undo: zram size 50 -> 55\n/,
      "esc",
      /❯ zram size +55 %/,
      "u",
      /❯ zram size +50 %/,
    );
    await go("?", /ctrl\+r alt\+e +redo: zram size 50 -> 55\n/, /u alt\+u +undo\n/);
  });

  it("is Alt-U where letters are text: in lists to pick from, and in a line that is written", async () => {
    await open();
    await toInstall();
    await go(
      "vim",
      /❯ \[ \] vim/,
      "enter",
      /❯ \[x\] vim/,
      "alt+u",
      /undo: add vim to install(?: +ctrl-p find)?\n/,
    );
    await go(
      /❯ \[ \] vim/,
      "alt+e",
      /redo: add vim to install(?: +ctrl-p find)?\n/,
      /❯ \[x\] vim/,
      "esc",
      /❯ install +vim/,
    );
    await go("esc", /❯ . Packages/, "j", "j", /❯ +Memory/, "enter", /❯ Next: Packing/, "g", /❯ zram size/);
    await go("right", /55 %/);
    // A line that has not been taken yet shows the value that it is now.
    await go(
      "enter",
      /zram size 55/,
      "5",
      /zram size 555/,
      "alt+u",
      /undo: zram size 50 -> 55(?: +ctrl-p find)?\n/,
    );
    await go(/zram size 50 *\n/, "esc", /❯ zram size +50 %/);
    // The name of a preset is such a line as well.
    await go("right", /55 %/, "esc", /zram 55 %/, "p", /Save preset/, "shop", /name shop/, "alt+u");
    await go(/undo: zram size 50 -> 55(?: +ctrl-p find)?\n/, /name shop/);
  });

  it("is on every screen of the way, and takes back what another one changed", async () => {
    await open();
    await toMemory();
    await go(
      "right",
      /55 %/,
      "esc",
      /zram 55 %/,
      "u",
      /undo: zram size 50 -> 55(?: +ctrl-p find)?\n/,
      /zram 50 %/,
    );
    await go("ctrl+r", /zram 55 %/, "s", /❯ Build this image/, /\* zram\.sizePct +55/, "u");
    await go(/undo: zram size 50 -> 55(?: +ctrl-p find)?\n/, /the same as the preset console/);
  });

  it("has what it would take back beside the title of a wide screen", async () => {
    await open(120, 40);
    await toMemory();
    await go("right", /↶ zram size 50 -> 55/, "u", /undo: zram size 50 -> 55/, "j");
    await go("tab", /❯ Next: Client/);
    expect(screen.frame()).not.toMatch(/undo:|↶/);
  });

  it("brings the draft's name back with the image's", async () => {
    await open();
    await go("enter", /❯ Next: Kernel/, "g", /❯ name/, "enter", /take it/, "ctrl+u", "window", "enter");
    await go(/❯ name +window/);
    await waitFor(() => isKept("window", 50));
    await go("u", /undo: name console -> window(?: +ctrl-p find)?\n/, /❯ name +console/);
    await waitFor(async () => (await listDrafts()).every(({ name }) => name !== "window"));
  });
});

describe("a draft whose preset is deleted while it is open", () => {
  it("goes on; its command line begins with a preset that is there", async () => {
    const settings = { ...parseSettings({ version: 1 }), name: "window", description: "for the window" };
    await savePreset("window", settings, false);
    screen = await openAppAt("window", { output: join(folder, "build"), columns: 80, rows: 24 });
    await screen.shows(/❯ +Base/);
    await deletePreset("window");
    await go("s", /there is no preset window: the command line begins with/, "c");
    await screen.shows(/build console --set\s/);
    expect(screen.frame().replaceAll(/\s+/g, " ")).toContain(
      "--set name=window --set 'description=for the window'",
    );
  });
});

describe("a draft that began with an image", () => {
  it("claims no preset; its command line begins with one that is there", async () => {
    const built = { ...parseSettings({ version: 1 }), name: "till" };
    const file = new DraftFile();
    await file.save({ ...newDraft(undefined, built), settings: { ...built, description: "at the window" } });
    await file.close();
    const drafts = await listDrafts();
    screen = await openAppAt("Go on with till", {
      output: join(folder, "build"),
      columns: 80,
      rows: 24,
      drafts,
    });
    await go(/❯ +Base/, "s", /changed from the built image till: 1/, "c");
    await screen.shows(/build console --set\s/);
    expect(screen.frame()).not.toContain("there is no preset");
    const line = screen.frame().replaceAll(/\s+/g, "");
    expect(line).toContain(`--output${join(folder, "build")}`);
  });
});

describe("a draft that cannot be saved", () => {
  it("is marked as not saved on each screen, and is saved once there is room", async () => {
    const config = join(folder, "full");
    vi.stubEnv("THINSMITH_CONFIG", config);
    mkdirSync(config);
    // A file where the drafts' folder has to be.
    writeFileSync(join(config, "drafts"), "");
    await open();
    await toMemory();
    await go(
      "right",
      /console +! not saved(?: +ctrl-p find)?\n/,
      "esc",
      /! The draft cannot be saved:[\s\S]*what\s+should be its directory is a file/,
      "esc",
    );
    await go(/The changes that are not on disk would be lost/, "n", /zram 55 %/);
    rmSync(join(config, "drafts"));
    await go("esc", /Which image\?/);
    await waitFor(() => isKept("console", 55));
  });
});
