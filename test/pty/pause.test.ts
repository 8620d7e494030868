import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { fakeMachines, fakeSettings } from "../support/fake-machines.ts";
import { openTerminal } from "../support/terminal.ts";

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
