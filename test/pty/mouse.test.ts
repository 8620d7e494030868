import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { openTerminal } from "../support/ui/terminal.ts";
import { waitFor } from "../support/wait.ts";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeAll(async () => {
  workplace = await newWorkplace();
});
afterEach(() => terminal?.kill("SIGKILL"));
afterAll(() => rm(workplace.folder, { recursive: true }));

const modes = ["\x1b[?1002", "\x1b[?1006"];

describe("the mouse in a terminal", () => {
  it("clicks, and is the terminal's again at the end", async () => {
    terminal = openTerminal(workplace);
    const { shows, press, frame, raw, ended } = terminal;
    await shows(/❯ New image/);
    const row = frame()
      .split("\n")
      .findIndex((line) => / console /.test(line));
    press(`\x1b[<0;8;${row + 1}M\x1b[<0;8;${row + 1}m`);
    await shows(/❯ console /);
    press("q");
    expect(await ended).toBe(0);
    for (const mode of modes)
      expect(raw().lastIndexOf(`${mode}l`)).toBeGreaterThan(raw().lastIndexOf(`${mode}h`));
  });

  it("is the terminal's again where the program is told to end", async () => {
    terminal = openTerminal(workplace);
    const { shows, pid, raw, ended } = terminal;
    await shows(/❯ New image/);
    process.kill(pid, "SIGTERM");
    await ended;
    await waitFor(() => modes.every((mode) => raw().lastIndexOf(`${mode}l`) > raw().lastIndexOf(`${mode}h`)));
  });

  it("stays the terminal's with --no-mouse", async () => {
    terminal = openTerminal(workplace, ["--no-mouse"]);
    const { shows, press, raw, ended } = terminal;
    await shows(/❯ New image/);
    press("q");
    expect(await ended).toBe(0);
    for (const mode of modes) expect(raw()).not.toContain(mode);
  });
});
