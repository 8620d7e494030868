import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { fakeMachines, fakePrompt, fakeSettings } from "../support/fake-machines.ts";
import { openTerminal } from "../support/ui/terminal.ts";
import { waitFor } from "../support/wait.ts";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
let env: Record<string, string>;
beforeAll(async () => {
  workplace = await newWorkplace();
  env = await fakeMachines(workplace.folder);
});
afterEach(() => terminal?.kill("SIGKILL"));
afterAll(() => rm(workplace.folder, { recursive: true }));

/** A build in a terminal that waits for a person. */
const open = async (progress: "plain" | "tty", waits: string) => {
  const args = ["build", "console", ...fakeSettings, "--set", "machines.wait=true", "--progress", progress];
  terminal = openTerminal(workplace, args, { env });
  await terminal.shows(waits);
  return terminal;
};

describe("a plain build that waits for a person", () => {
  const prompt = "Enter, here, lets the build go on.";

  it("goes on at Enter", async () => {
    const { press, shows, ended } = await open("plain", prompt);
    press("\r");
    await shows("the fake machine has no files");
    expect(await ended).toBe(1);
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"])("ends at %s", async (signal) => {
    const { pid, shows, ended } = await open("plain", prompt);
    process.kill(pid, signal);
    await shows("Cancelled.");
    expect(await ended).toBe(130);
  });

  it.each([
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
  ])("ends at %s", async (_, key) => {
    const { press, shows, ended } = await open("plain", prompt);
    press(key);
    await shows("Cancelled.");
    expect(await ended).toBe(130);
  });
});

/** A frame without what changes by itself: times, how far the build should be by now, and the machine's load. */
const still = (frame: string) =>
  frame
    .replace(/\d+:\d\d/g, "0:00")
    .replace(/ +0:00(?: +(?:about 0:00 to go|nearly done))? *$/m, "")
    .replace(/[█░]+ +\d+ %/, "bar")
    .replace(/^ cpu .*$/m, " cpu");

describe("a drawn build that waits for a person", () => {
  const waits = "The machine template is yours.";

  /** Frames until the build is drawn as it was. */
  const drawnAgain = async (
    { shows, frame, fullscreen }: Awaited<ReturnType<typeof open>>,
    before: string,
  ) => {
    await shows(waits);
    await waitFor(() => still(frame()) === still(before)).catch(() => expect(frame()).toBe(before));
    expect(fullscreen()).toBe(true);
  };

  it("lends its terminal to a shell in the machine, then draws itself again and goes on", async () => {
    const build = await open("tty", waits);
    const { shows, press, frame, fullscreen, ended } = build;
    await shows(/^ cpu .*free/m);
    const before = frame();
    press("s");
    await shows(fakePrompt);
    expect(frame()).toContain('Logging in to template. "exit" leads back to thinsmith.');
    expect(fullscreen()).toBe(false);
    // The machine gets whole lines, of letters that are keys of the build, and Ctrl-C, which does not cancel the build.
    press("cqs?\r");
    await shows("did cqs?");
    press("\x03");
    await shows("interrupted");
    expect(frame()).not.toContain(waits);
    press("exit\r");
    await drawnAgain(build, before);

    press("?");
    await shows(/Keys +A paused build/);
    press("\x1b");
    await drawnAgain(build, before);
    press("s");
    await shows(fakePrompt);
    press("exit\r");
    await drawnAgain(build, before);
    press("\r");
    await shows("the fake machine has no files");
    expect(await ended).toBe(1);
    expect(fullscreen()).toBe(false);
  });

  it("is drawn for the size that the terminal has when it is given back", async () => {
    const { shows, press, resize, frame } = await open("tty", waits);
    press("s");
    await shows(fakePrompt);
    resize(100, 30);
    press("exit\r");
    await shows(waits);
    await shows(/^┌.{98}┐$/m);
    await waitFor(() => frame().split("\n")[28]?.includes("? help") === true);
  });

  it("leaves the terminal in order to the shell in the machine when it is ended meanwhile", async () => {
    const { shows, press, pid, ended, fullscreen, raw } = await open("tty", waits);
    press("s");
    await shows(fakePrompt);
    // By then the build has ended.
    const failures = async () =>
      (await readdir(join(workplace.folder, "build/console"))).filter((name) => name.startsWith("failed-"));
    const before = await failures();
    process.kill(pid, "SIGTERM");
    await waitFor(async () => (await failures()).some((name) => !before.includes(name)));
    press("still here\r");
    await shows(/still here\n+did still here/);
    press("exit\r");
    await shows("Cancelled.");
    expect(await ended).toBe(130);
    expect(fullscreen()).toBe(false);
    expect(raw().lastIndexOf("\x1b[?25h")).toBeGreaterThan(raw().lastIndexOf("\x1b[?25l"));
    expect(raw().lastIndexOf("\x1b[?2004l")).toBeGreaterThan(raw().lastIndexOf("\x1b[?2004h"));
  });
});
