import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { openTerminal } from "../support/terminal.ts";

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

describe("the wizard in a terminal", () => {
  it("goes from preset to summary and back, and leaves the terminal as it was", async () => {
    const { shows, press, ended, fullscreen, raw } = open();
    await shows("Which image?");
    expect(fullscreen()).toBe(true);
    press("\x1b[B");
    await shows(/❯ console-bookworm/);
    press(enter);
    await shows("Debian 12 bookworm");
    press(esc);
    await shows("Which image?");
    press("q");
    expect(await ended).toBe(0);
    expect(fullscreen()).toBe(false);
    expect(raw().lastIndexOf("\x1b[?25h")).toBeGreaterThan(raw().lastIndexOf("\x1b[?25l"));
  });

  it.each(["start", "summary"])("has help for the screen %s from its key table", async (screen) => {
    const { shows, press } = open();
    await shows("Which image?");
    if (screen === "summary") {
      press(enter);
      await shows("Summary");
    }
    press("?");
    await shows(/Keys .*(start|summary)/);
    press(esc);
    await shows(screen === "start" ? "Which image?" : "Summary");
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
      await shows("Summary");
      const lines = frame().split("\n");
      expect(lines[rows - 2]).toContain("enter build");
      expect(lines[1]).toBe("─".repeat(columns));
    },
  );

  it("says so when the terminal is too small, and goes on when it is not", async () => {
    const { shows, resize } = open({ columns: 50, rows: 12 });
    await shows("make it larger");
    resize(100, 30);
    await shows("Which image?");
  });

  it("draws plain lines where the locale has no others", async () => {
    const { shows, frame } = open({ env: { LC_ALL: "C" } });
    await shows("Which image?");
    expect(frame().split("\n")[1]).toBe("-".repeat(80));
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
    const { readFile, writeFile } = await import("node:fs/promises");
    const path = `${workplace.env.THINSMITH_CONFIG}/presets.json`;
    const stored = JSON.parse(await readFile(path, "utf8"));
    stored.broken.zram.sizePct = 900;
    await writeFile(path, JSON.stringify(stored));
    const { shows, press } = open({ columns: 120 });
    await shows(/❯ broken/);
    press(enter);
    await shows(/zram\.sizePct: 900/);
    await shows("Which image?");
  });
});
