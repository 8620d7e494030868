import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { openTerminal } from "../support/ui/terminal.ts";
import { waitFor } from "../support/wait.ts";

const esc = "\x1b";
const enter = "\r";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeAll(async () => {
  workplace = await newWorkplace();
});
afterEach(() => {
  terminal?.kill("SIGKILL");
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const open = (options?: Parameters<typeof openTerminal>[2]) => {
  terminal = openTerminal(workplace, [], options);
  return terminal;
};

/** What is below the title: a rule, or the upper borders of panes. */
const ruleOf = (columns: number) =>
  columns < 100 ? new RegExp(`^─{${columns}}$`, "m") : new RegExp(`^┌.{${columns - 2}}┐$`, "m");

describe("the wizard in a terminal", () => {
  it.each([false, true])(
    "ends when it is told to with a draft open, after its terminal is gone: %s",
    async (gone) => {
      const drafts = join(workplace.env.THINSMITH_CONFIG as string, "drafts");
      await mkdir(drafts, { recursive: true });
      const settings = { version: 1, name: "shop" };
      const draft = { version: 2, preset: "console", original: settings, settings };
      await writeFile(join(drafts, "shop.json"), JSON.stringify(draft));
      const { shows, press, pid, ended, close } = open();
      await shows(/❯ Go on with shop/);
      press(enter);
      await shows(/❯ +Base/);
      await waitFor(async () => (await readFile(join(drafts, ".shop.lock"), "utf8")).includes(String(pid)));
      process.kill(pid, "SIGTERM");
      if (gone) close();
      await waitFor(() => !existsSync(`/proc/${pid}`), 20);
      await ended;
      await rm(join(drafts, "shop.json"));
    },
  );

  it("goes from preset to summary and back, and leaves the terminal as it was", async () => {
    const { shows, press, pick, ended, fullscreen, raw } = open();
    await shows("Which image?");
    expect(fullscreen()).toBe(true);
    await pick("console-bookworm");
    press(enter);
    await shows(/❯ +Base +Debian 12 bookworm/);
    press("s");
    await shows("the same as the preset console-bookworm");
    press(esc);
    await shows(/❯ +Serve/);
    press(esc);
    await shows("Which image?");
    press("q");
    expect(await ended).toBe(0);
    expect(fullscreen()).toBe(false);
    expect(raw().lastIndexOf("\x1b[?25h")).toBeGreaterThan(raw().lastIndexOf("\x1b[?25l"));
    // The terminal no longer marks pastes.
    expect(raw().lastIndexOf("\x1b[?2004l")).toBeGreaterThan(raw().lastIndexOf("\x1b[?2004h"));
  });

  it("fetches the package list that the estimates need, and ends at once while it does", async () => {
    const env = { THINSMITH_CACHE: join(workplace.folder, "empty-cache") };
    const opened = async () => {
      const wizard = open({ columns: 120, rows: 36, env });
      await wizard.shows("Which image?");
      await wizard.pick("console");
      wizard.press(enter);
      await wizard.shows(/fetching the package list/);
      return wizard;
    };
    const first = await opened();
    first.press("q");
    expect(await first.ended).toBe(0);
    const { shows } = await opened();
    await shows(/\d+ packages, \d+ MB to download/, 120);
  }, 180_000);

  it("takes the draft up again after it was killed, with what can be undone, and leaves it to one wizard at a time", async () => {
    const first = open();
    await first.shows(/❯ New image/);
    first.press(enter);
    await first.shows(/❯ +Base/);
    first.press(enter);
    await first.shows("Next: Kernel");
    first.press("g");
    await first.shows(/❯ name/);
    first.press(enter);
    await first.shows("take it");
    first.press("-2");
    await first.shows("name my-image-2");
    first.press(enter);
    await first.shows(/❯ name +my-image-2/);
    const drafts = join(workplace.env.THINSMITH_CONFIG as string, "drafts");
    const [draft, lock] = [join(drafts, "my-image-2.json"), join(drafts, ".my-image-2.lock")];
    await waitFor(async () => (await readFile(lock, "utf8").catch(() => "")).includes(String(first.pid)));
    const second = open();
    await second.shows(/❯ Go on with my-image-2/);
    second.press(enter);
    await second.shows(/A wizard with the draft my-image-2 is already running as process \d+/);
    second.press(esc);
    await second.shows(/❯ Go on with my-image-2/);
    first.kill("SIGKILL");
    await first.ended;
    second.press(enter);
    await second.shows(/my-image-2 +\*draft/);
    second.kill("SIGKILL");
    await second.ended;
    const { shows, press, ended } = open();
    await shows(/❯ Go on with my-image-2/);
    press(enter);
    await shows(/my-image-2 +\*draft/);
    press("u");
    await shows("undo: name my-image -> my-image-2");
    press(`${esc}e`);
    await shows("redo: name my-image -> my-image-2");
    press(esc);
    await shows(/❯ Go on with my-image-2/);
    press("q");
    expect(await ended).toBe(0);
    await rm(draft);
  });

  it("goes on in any size that it is changed to, on every screen of the way", async () => {
    const { shows, press, resize } = open();
    await shows("Which image?");
    press(enter);
    const sizes = [
      [60, 18],
      [120, 40],
      [80, 24],
    ] as const;
    for (const title of [/❯ +Base/, /Next: Kernel/, /Next: Packages/, /Next: Exclude/]) {
      await shows(title);
      for (const [columns, rows] of sizes) {
        resize(columns, rows);
        await shows(ruleOf(columns));
        await shows(/\? help.*\n.*$/);
        await shows(title);
      }
      press(enter);
    }
  });

  it.each(["start", "steps"])("has help for the screen %s from its key table", async (screen) => {
    const { shows, press } = open();
    await shows("Which image?");
    if (screen === "steps") {
      press(enter);
      await shows(/❯ +Base/);
    }
    press("?");
    await shows(screen === "start" ? /Keys .*The first screen/ : /Keys .*The steps/);
    press(esc);
    await shows(screen === "start" ? "Which image?" : /❯ +Base/);
  });

  it.each([
    [60, 18],
    [80, 24],
    [120, 40],
  ])(
    "fits %d x %d: nothing is cut at the right, the key bar is on the last row but one",
    async (columns, rows) => {
      const { shows, press, frame } = open({ columns, rows });
      await shows("Which image?");
      press(enter);
      await shows(/❯ +Base/);
      press("s");
      await shows("enter build");
      const lines = frame().split("\n");
      expect(lines[rows - 2]).toContain("enter build");
      expect(lines[1]).toMatch(ruleOf(columns));
      expect(lines[1]).toHaveLength(columns);
    },
  );

  it.each([
    [50, 12],
    [40, 10],
  ])("says that %d x %d is too small, and goes on when it is larger", async (columns, rows) => {
    const { shows, resize } = open({ columns, rows });
    await shows(/make\s+it\s+larger/);
    resize(100, 30);
    await shows("Which image?");
  });

  it("draws plain lines where the locale has no others", async () => {
    const { shows, frame } = open({ env: { LC_ALL: "C" }, columns: 60 });
    await shows("Which image?");
    expect(frame().split("\n")[1]).toBe("-".repeat(60));
    // Descriptions are cut.
    await shows(/~ *$/m);
    expect(frame()).toMatch(/^[ -~\n]*$/);
  });

  it("is drawn line by line, without rules and sliders, for a screen reader", async () => {
    const { shows, press, frame, ended } = open({ env: { INK_SCREEN_READER: "true" } });
    await shows("Which image?");
    press(enter);
    await shows(/❯ +Base/);
    expect(frame()).toContain("estimate");
    for (let step = 0; step < 4; step += 1) press("\t");
    await shows(/❯ +Memory/);
    press(enter);
    await shows("Next: Packing");
    press("g");
    await shows(/❯ zram size +50 %/);
    await shows(/swap +0\.5/);
    expect(frame()).not.toMatch(/─{3}|●/);
    press("q");
    expect(await ended).toBe(0);
  });

  it("is not harmed by control sequences that are no keys, and loses no key that is pressed quickly", async () => {
    const { shows, press, ended } = open();
    await shows(/❯ New image/);
    press("\x1b[0m\x1b[31m\x1b[0A\x1b[1;0A\x1b]0;title\x07");
    press("\x1b[B\x1b[B");
    await shows(/❯ console /);
    press("kk");
    await shows(/❯ New image/);
    press(enter);
    await shows(/❯ +Base/);
    press("\x1b[200~x\x1b[31mred\r\nq\x1b[0m\x1b[201~");
    press("jj");
    await shows(/❯ +Packages/);
    press("q");
    expect(await ended).toBe(0);
  });

  it.each(["SIGTERM", "SIGHUP"])("gives the terminal back after %s", async (signal) => {
    const { shows, kill, ended, fullscreen } = open();
    await shows("Which image?");
    kill(signal);
    expect(await ended).toBe(130);
    expect(fullscreen()).toBe(false);
  });

  it("has no colours under NO_COLOR", async () => {
    const { shows, raw } = open({ env: { NO_COLOR: "1", FORCE_COLOR: "" } });
    await shows("Which image?");
    expect(raw()).not.toMatch(/\x1b\[3[0-9]m/);
  });

  it("opens a saved preset with mistakes with the mistakes named, and does not build it", async () => {
    await thinsmith(workplace, ["preset", "save", "broken"]);
    const path = `${workplace.env.THINSMITH_CONFIG}/presets.json`;
    const stored = JSON.parse(await readFile(path, "utf8"));
    stored.broken.zram.sizePct = 900;
    stored.broken.client.user = "root";
    await writeFile(path, JSON.stringify(stored));
    const { shows, press } = open({ columns: 120 });
    await shows(/❯ New image/);
    press("j");
    await shows(/❯ broken/);
    press(enter);
    await shows(/2 mistakes in the saved preset broken/);
    await shows(/zram\.sizePct: 900/);
    await shows(/client\.user: "root"/);
    press(esc);
    await shows("Which image?");
  });
});
