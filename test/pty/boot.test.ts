import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lastPicture } from "../../src/boot/before.ts";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { tinyKernel } from "../support/files/tiny-kernel.ts";
import { recordedReport } from "../support/recorded-report.ts";
import { makeRelease } from "../support/releases/release.ts";
import { openTerminal } from "../support/ui/terminal.ts";
import { waitFor } from "../support/wait.ts";

const id = "20261125T030000Z-aaaaaaaa";
const refusal = [
  "Linux version 6.12.0",
  "thinsmith: THIS CLIENT CANNOT START (NET-LINK)",
  "thinsmith: No network card has a link.",
  "thinsmith: What to do: Plug in the cable.",
  "thinsmith: Starting again in 15 seconds.",
  "",
].join("\r\n");
const goodConsole =
  "Linux version 6.12.0\r\nthinsmith: the root is the one that belongs to this kernel: its sha256 is right\r\n";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
/** A release whose kernel says and draws this; `boot` in a terminal of a size. */
const open = (
  name: string,
  kernel: Parameters<typeof tinyKernel>[0],
  { columns, rows, env = {} }: { columns: number; rows: number; env?: Record<string, string> },
  ...args: string[]
) => {
  const settings = { packages: { roles: kernel.draws ? ["kiosk"] : ["console"] } };
  const directory = makeRelease(join(workplace.folder, "build"), name, id, { root: {}, settings });
  // A release shares its files with the cache.
  rmSync(join(directory, "vmlinuz"));
  writeFileSync(join(directory, "vmlinuz"), tinyKernel(kernel));
  terminal = openTerminal(workplace, ["boot", name, "--accel", "tcg", ...args], {
    ...{ columns, rows, env: { FORCE_COLOR: "3", ...env } },
  });
  return { ...terminal, directory };
};
const kept = (name: string, file: string) => join(workplace.folder, "build", name, "releases", id, file);

beforeAll(async () => {
  workplace = await newWorkplace();
});
afterEach(() => terminal?.kill("SIGKILL"));
afterAll(() => rm(workplace.folder, { recursive: true }));

describe("thinsmith boot in a terminal", { timeout: 120_000 }, () => {
  it("draws the boot, says why it fails, and leaves verdict and status behind", async () => {
    const deeds = { console: refusal, report: "" };
    const { shows, press, ended, frame, fullscreen } = open("broken", deeds, { columns: 80, rows: 24 });
    await shows(/^ Test boot {2}broken/m, 60);
    await shows("It does not boot: No network card has a link. (NET-LINK)", 60);
    await shows("What to do Plug in the cable.");
    expect(fullscreen()).toBe(true);
    press("w");
    await shows(/^ kernel +█/m);
    press("\x1b");
    await shows("What to do Plug in the cable.");
    press("q");
    expect(await ended).toBe(1);
    expect(fullscreen()).toBe(false);
    expect(frame()).toContain("the image does not boot as it should");
    const { ok, failed } = JSON.parse(readFileSync(kept("broken", "tested.json"), "utf8"));
    expect({ ok, failed }).toMatchObject({ ok: false, failed: expect.arrayContaining([expect.any(String)]) });
    expect(existsSync(kept("broken", "tested.png"))).toBe(false);
  });

  it("has panes with the times and the screen of a client that comes up, and keeps both", async () => {
    const report = `THINSMITH-REPORT ${JSON.stringify(recordedReport)}\n`;
    const deeds = { console: goodConsole, report, draws: true };
    const { shows, press, ended, frame, raw, directory } = open("page", deeds, { columns: 120, rows: 50 });
    await shows(/┌─ Checks ─+┐┌─ Test boot {2}page ─+┐┌─ Screen 640x400 ─+┐/, 60);
    await shows(/fetch +█+ +49\.6 s/);
    await shows(/slowest services/);
    await shows("✔ It boots: ", 60);
    // Half blocks, each with two colours of the client's screen.
    expect(raw()).toMatch(/\x1b\[38;2;[\d;]+;48;2;[\d;]+m▀/);
    press("p");
    await shows(/of \d+ checks/);
    await shows(/▀{60}/);
    press("p");
    await shows("┌─ Checks");
    press("q");
    expect(await ended).toBe(0);
    expect(frame()).toMatch(/ok +screen +640x400, drawn in \d+ colours/);
    expect(frame()).toMatch(/times +kernel 116\.8, initrd/);
    expect(await lastPicture(directory)).toMatchObject({ width: 640, height: 400 });
  });

  it("shows the client's screen by the terminal's own protocol once the terminal has answered, and removes it", async () => {
    const report = `THINSMITH-REPORT ${JSON.stringify(recordedReport)}\n`;
    const deeds = { console: goodConsole, report, draws: true };
    const size = { columns: 120, rows: 40, env: { KITTY_WINDOW_ID: "1" } };
    const { shows, press, ended, raw } = open("kitty", deeds, size);
    await waitFor(() => raw().includes("\x1b_Gi=31"), 60);
    press("\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;22c");
    await shows("✔ It boots: ", 60);
    await waitFor(() => /\x1b_Ga=T,f=24,o=z,s=\d+,v=\d+,c=39,r=12,/.test(raw()), 20);
    press("q");
    expect(await ended).toBe(0);
    expect(raw().lastIndexOf("\x1b_Ga=d,")).toBeGreaterThan(raw().lastIndexOf("\x1b_Ga=T,"));
  });

  it("prints lines on request, and where the machine cannot start says so at once", async () => {
    const deeds = { console: refusal, report: "" };
    const size = { columns: 80, rows: 24 };
    const plain = open("broken-2", deeds, size, "--progress", "plain");
    expect(await plain.ended).toBe(1);
    expect(plain.raw()).not.toContain("\x1b[?1049h");
    expect(plain.raw()).toMatch(
      /booting build.broken-2.*MiB of memory: \d+ for the image, 300 for the system/s,
    );
    const wrong = open("broken-3", deeds, size, "--memory", "1000000");
    expect(await wrong.ended).toBe(1);
    expect(wrong.frame()).toContain("QEMU could not start");
    expect(wrong.fullscreen()).toBe(false);
  });
});
