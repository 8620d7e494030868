import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/release/release.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { leftovers } from "../support/leftovers.ts";
import { currentOf, testCache } from "../support/releases/build.ts";
import { openTerminal } from "../support/ui/terminal.ts";

const minutes = 60_000;
const enter = "\r";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
});
afterEach(() => terminal?.kill("SIGKILL"));
afterAll(() => rm(workplace.folder, { recursive: true }));

const open = () => {
  terminal = openTerminal(workplace, [], { columns: 100, rows: 30 });
  return terminal;
};
const manifestOf = async (name: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(workplace.folder, "build", name, "current/manifest.json"), "utf8"));

/** From the first screen to the summary by Enter alone. */
const enterToSummary = async ({ shows, press }: ReturnType<typeof openTerminal>) => {
  await shows(/❯ New image/);
  press(enter);
  await shows(/❯ .*Base/);
  for (const next of [
    "Kernel",
    "Packages",
    "Exclude",
    "Memory",
    "Packing",
    "Client",
    "Boot",
    "Serve",
    "Summary",
  ]) {
    press(enter);
    await shows(new RegExp(`❯ Next: ${next}`));
  }
  press(enter);
  await shows("enter build");
};

/** Wants an image that is not booted before it is published, as the builds of all tests (`withoutBoot`). */
const wantNoBoot = async ({ shows, press }: ReturnType<typeof openTerminal>) => {
  press("\x10");
  await shows("type to search");
  press("publish.proof=look");
  await shows(/❯ value +proof: look/);
  press(enter);
  await shows(/❯ proof +look/);
};

/** Opens a preset from the first screen. */
const openPreset = async ({ shows, press, pick }: ReturnType<typeof openTerminal>, name: string) => {
  await shows(/Which image\?/);
  await pick(name);
  press(enter);
  await shows(/❯ .*Base/);
};

describe("the wizard", () => {
  it("leads by Enter alone to an image that is really built", { timeout: 20 * minutes }, async () => {
    const wizard = open();
    await enterToSummary(wizard);
    await wantNoBoot(wizard);
    wizard.press("s");
    await wizard.shows("enter build");
    wizard.press(enter);
    await wizard.shows("Building my-image");
    await wizard.shows("my-image is built", 15 * 60);
    wizard.press("q");
    expect(await wizard.ended).toBe(0);
    // The result stays in the scrollback.
    expect(wizard.frame()).toMatch(/Test it: .* boot build\/my-image\/releases\//);
    expect(wizard.frame()).toContain("rootfs.squashfs");
    const { settings } = await manifestOf("my-image");
    expect(settings).toMatchObject({ packages: { roles: ["console", "ssh"] } });
    expect(await leftovers(workplace.folder)).toEqual([]);
  });

  it("makes what the same --set words make", { timeout: 15 * minutes }, async () => {
    const wizard = open();
    const { shows, press } = wizard;
    await openPreset(wizard, "console");
    for (let step = 0; step < 4; step += 1) press("\t");
    await shows(/❯ .*Memory/);
    press(enter);
    await shows(/❯ Next: Packing/);
    press("g");
    await shows(/❯ zram size/);
    press("+");
    await shows("55 % of memory");
    await wantNoBoot(wizard);
    press("s");
    await shows("changed from the preset console: 2");
    press("p");
    await shows("Save preset");
    press("lab");
    await shows(/name lab/);
    press(enter);
    await shows("saved as the preset lab");
    press("b");
    await shows("lab is built", 10 * 60);
    press("q");
    expect(await wizard.ended).toBe(0);
    const release = await currentOf(workplace.folder, "lab");
    const args = ["build", "console", "--set", "name=lab", "--set", "zram.sizePct=55", "--progress", "quiet"];
    expect((await thinsmith(workplace, args)).status).toBe(0);
    // The same settings are the same build: nothing had to be made.
    expect(await currentOf(workplace.folder, "lab")).toBe(release);
  });

  it("gives back the terminal, and leaves nothing, when a build is cancelled", {
    timeout: 12 * minutes,
  }, async () => {
    const wizard = open();
    const { shows, press } = wizard;
    await openPreset(wizard, "console-bookworm");
    press("s");
    await shows("enter build");
    press("b");
    await shows("Building console-bookworm");
    press("c");
    await shows("Cancel this build?");
    press("n");
    await shows("c cancel");
    press("c");
    await shows("Cancel this build?");
    press("y");
    await shows("Build cancelled", 3 * 60);
    press("q");
    expect(await wizard.ended).toBe(0);
    expect(wizard.fullscreen()).toBe(false);
    expect(await leftovers(workplace.folder)).toEqual([]);
    // Nothing was changed and the build is over: there is nothing to go on with.
    const again = open();
    await again.shows(/New image/);
    expect(again.frame()).not.toMatch(/Go on with console-bookworm|interrupted/);
  });
});
