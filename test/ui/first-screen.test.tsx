import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Beginnings } from "../../components/app/beginning.ts";
import { pngOf } from "../../src/boot/picture/png.ts";
import { builtImages } from "../../src/release/built.ts";
import { noteTested } from "../../src/release/tested.ts";
import { listDrafts } from "../../src/settings/drafts/list.ts";
import { listPresets } from "../../src/settings/preset-list.ts";
import { loadSettings, savePreset } from "../../src/settings/presets.ts";
import { makeRelease } from "../support/releases/fake-release.ts";
import { openApp } from "../support/ui/app.tsx";

const [first, second] = ["20261121T000000Z-1", "20261122T000000Z-2"] as const;

let folder: string;
let output: string;
let screen: Awaited<ReturnType<typeof openApp>> | undefined;
// Loaded in the background, which takes long where the machine has other work.
beforeAll(async () => {
  await import("../../components/app/flow.tsx");
  await import("../../components/app/first/later.ts");
  await import("../../components/app/first/tend.ts");
}, 120_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-first-"));
  output = join(folder, "build");
  vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
  vi.stubEnv("THINSMITH_CACHE", join(folder, "cache"));
});
afterEach(async () => {
  screen?.unmount();
  screen = undefined;
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const look = async (): Promise<Beginnings> => {
  const { images, problems } = await builtImages([output]);
  return { presets: await listPresets(), built: images, drafts: await listDrafts(), problems };
};
const open = async (columns = 120, rows = 40) => {
  screen = await openApp({ output, columns, rows, look, ...(await look()) });
  return screen;
};
const makeLab = async () => {
  for (const id of [first, second]) await makeRelease({ output, id });
};
const current = () => readlinkSync(join(output, "lab/current"));
/** Without the borders of panes, and without what wraps a line. */
const text = (frame: string) => frame.replaceAll(/[│┌┐└┘├┤─┄]/g, " ").replaceAll(/\s+/g, " ");

describe("the images of the first screen", () => {
  it("appear without a key when they are built elsewhere, the cursor where it was", async () => {
    await makeRelease({ output, id: first });
    const { shows, frame } = await open();
    expect(frame()).not.toContain("shop");
    await makeRelease({ output, settings: { name: "shop" }, id: second });
    await shows("shop");
    expect(frame()).toMatch(/[❯>] lab/);
  });

  it("come first, with what is known of them; the cursor is on the one built last", async () => {
    await makeLab();
    await noteTested(join(output, "lab/releases", second), {
      ...{ at: Date.now(), ok: true, seconds: 49, memoryMiB: 814, machineMiB: 2048, failed: [] },
    });
    const { shows, frame } = await open();
    await shows("clients get this release");
    expect(frame()).not.toContain("Screen");
    expect(frame()).toMatch(/❯ lab .* ✔ boots +▸ 2 releases/);
    expect(frame()).toContain("up in 0:49 min");
    expect(frame()).toContain("814 MiB in use");
    expect(frame()).toMatch(/Releases[\s\S]*✔ boots +current[\s\S]*· not tried/);
  });

  it("are searched with /, as presets and drafts are: what is left stays below its heading", async () => {
    await makeLab();
    const { shows, press, frame } = await open();
    await shows(/❯ lab .* ▸ 2 releases/);
    press("/");
    await shows("go to the list");
    press("kiosk");
    await shows(/begin with[\s\S]*❯ kiosk/);
    expect(frame()).not.toMatch(/ images ┄|lab/);
    press("enter");
    await shows("esc show all");
    press("esc");
    await shows(/ images ┄[\s\S]*lab[\s\S]*❯ kiosk/);
    press("/");
    press("nothing so called\r");
    await shows(/nothing matches[\s\S]*esc show all/);
    expect(frame()).not.toContain("reading");
    press("enter");
    press("esc");
    await shows(/❯ kiosk/);
  });

  it("have the picture that the last test boot took of a client's screen beside them", async () => {
    await makeLab();
    const tested = { at: Date.now(), ok: true, seconds: 49, memoryMiB: 814, machineMiB: 2048, failed: [] };
    const pixels = new Uint8Array(3 * 64 * 48).fill(200, 0, 3 * 64 * 24);
    await noteTested(join(output, "lab/current"), tested, pngOf({ width: 64, height: 48, pixels }));
    const { shows, frame } = await open();
    await shows("Screen 64x48");
    expect(frame()).toMatch(/Screen 64x48[\s\S]*Releases[\s\S]*Files that clients load/);
  });

  it("have rows for their releases, which are used, too", async () => {
    await makeLab();
    const { shows, press, frame } = await open(80, 24);
    await shows("▸ 2 releases");
    press("space");
    await shows(/ {2}20261122T000000Z .*· not tried +current/);
    press("j");
    press("j");
    await shows(/❯ +20261121T000000Z/);
    press("r");
    await shows(`Clients that start from now on get ${first}`);
    expect(text(frame())).toContain(`and no longer ${second}`);
    press("y");
    await shows(`get the release ${first}`);
    expect(current()).toBe(`releases/${first}`);
    await shows(/❯ +20261121T000000Z .*current/);
  });

  it("that cannot be used are listed with the reason, and can be deleted", async () => {
    await makeLab();
    writeFileSync(join(output, "lab/releases", first, "manifest.json"), "{ broken");
    const { shows, press } = await open();
    await shows("! 1 unusable");
    press("space");
    await shows(/20261121T000000Z .*! unusable/);
    press("j");
    press("j");
    await shows("manifest.json is damaged");
    press("D");
    await shows(`The release ${first} is deleted`);
    press("y");
    await shows(`The release ${first} of lab is removed.`);
    expect(existsSync(join(output, "lab/releases", first))).toBe(false);
  });

  it("are deleted only when their name is written", async () => {
    await makeLab();
    const { shows, press } = await open();
    await shows("clients get this release");
    press("D");
    await shows("To go on, write lab");
    press("y");
    press("enter");
    await shows("not lab");
    press("esc");
    await shows("Which image?");
    expect(existsSync(output)).toBe(true);
    press("D");
    await shows("To go on, write lab");
    for (const letter of "lab") press(letter);
    press("enter");
    await shows("The image lab is removed");
    expect(existsSync(join(output, "lab"))).toBe(false);
  });

  it("get another name", async () => {
    await makeLab();
    const { shows, press } = await open();
    await shows("clients get this release");
    press("R");
    await shows("All its releases get the new name");
    press("ctrl+u");
    for (const letter of "hall") press(letter);
    press("enter");
    await shows("The image lab is called hall now.");
    await shows(/❯ hall/);
    expect(existsSync(join(output, "hall/current/manifest.json"))).toBe(true);
  });

  it("are built again from the summary, compared, and served, with one key", async () => {
    await makeLab();
    const { shows, press } = await open();
    await shows("clients get this release");
    press("b");
    await shows("enter build");
    press("esc");
    await shows(/❯ +Serve/);
    press("esc");
    await shows("Which image?");
    press("d");
    await shows("1 other release");
    press("esc");
    await shows(/rootfs/);
    press("esc");
    await shows("Which image?");
    press("s");
    await shows("Start serving");
    press("esc");
    await shows("Which image?");
    press("enter");
    await shows("Test boot");
  });

  it("say that there is nothing to compare the only release with", async () => {
    await makeRelease({ output, id: first });
    const { shows, press, frame } = await open();
    await shows("clients get this release");
    press("d");
    await shows("There is no other release to compare it with.");
    expect(frame()).toContain("Which image?");
  });

  it("from a folder with hostile names do no harm", async () => {
    mkdirSync(join(output, "a\x1b[2J\nb/releases/x\x1b[31m"), { recursive: true });
    const { shows, frame } = await open();
    await shows(/it has no manifest/);
    expect(frame()).toMatch(/❯ ab +! unusable/);
  });
});

describe("what there is to begin with", () => {
  it.each([
    [60, 20],
    [80, 24],
  ])("is said to somebody who has nothing yet, all of it in %d x %d as well", async (columns, rows) => {
    const { shows, frame } = await open(columns, rows);
    await shows("An image is all that a machine without disks runs");
    expect(frame()).toMatch(/begin with ┄+\s+❯ New image/);
    expect(text(frame())).toContain(
      "1. Go to a preset near to what your machines do. 2. enter opens its steps; each says what it means. 3. s shows the summary; only there it is built. 4. t boots it in a virtual machine, s serves it.",
    );
  });

  it.each(["g", "home"])("is left for the first row by %s, past the heading above it", async (key) => {
    const { shows, press } = await open(80, 24);
    await shows(/❯ New image/);
    press("G");
    await shows(/❯ (?!New image)\S/);
    press(key);
    await shows(/❯ New image/);
  });

  it("says why a key does nothing on a row", async () => {
    const { shows, press, frame } = await open(80, 24);
    await shows("An image is all");
    press("t");
    await shows("Only an image that is built can be booted: b builds.");
    expect(frame()).not.toContain("t test boot");
    press("j");
    await shows(/❯ compute/);
    expect(frame()).not.toContain("Only an image");
  });

  it("are presets: exported, renamed, deleted, imported", async () => {
    await savePreset("aaa", await loadSettings("console"), false);
    const file = join(folder, "exported.json");
    const { shows, press } = await open();
    press("j");
    await shows(/❯ aaa/);
    press("e");
    await shows("The preset is written to this file");
    press("ctrl+u");
    press(file);
    press("enter");
    await shows("aaa is written to");
    expect(JSON.parse(readFileSync(file, "utf8")).name).toBe("aaa");
    press("R");
    await shows("saved under the new name");
    press("b");
    press("enter");
    await shows("The preset aaa is called aaab now.");
    await shows(/❯ aaab/);
    press("D");
    await shows("The preset aaab is deleted. Images stay.");
    press("n");
    await shows("Which image?");
    press("D");
    await shows("The preset aaab is deleted. Images stay.");
    press("y");
    await shows(/The preset aaab is deleted\.\s/);
    press("m");
    await shows("Path of a preset file");
    press(`${file}x`);
    press("enter");
    // The pane is narrower than the sentence.
    await shows(/! Cannot read[\s\S]*exported\.jsonx: no such[\s\S]*file\./);
    press("backspace");
    press("enter");
    await shows("The preset aaa is imported.");
    await shows(/❯ aaa .*\(own\)/);
  });
});
