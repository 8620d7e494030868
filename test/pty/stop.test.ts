import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { fakeMachines, fakeSettings } from "../support/fake-machines.ts";
import { openTerminal, shellPrompt } from "../support/ui/terminal.ts";
import { waitFor } from "../support/wait.ts";

const stopKey = "\x1a";

let workplace: Workplace;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeAll(async () => {
  workplace = await newWorkplace();
});
afterEach(() => terminal?.kill("SIGKILL"));
afterAll(() => rm(workplace.folder, { recursive: true }));

/** Modes of the terminal that a program switches on and has to switch off: pastes, mouse, SGR reports; and its cursor. */
const isInOrder = (raw: string) => {
  const last = (sequence: string) => raw.lastIndexOf(`\x1b[?${sequence}`);
  for (const mode of ["2004", "1002", "1006", "1049"])
    expect(last(`${mode}l`), mode).toBeGreaterThanOrEqual(last(`${mode}h`));
  expect(last("25h")).toBeGreaterThan(last("25l"));
};

const open = (args: readonly string[], env: Record<string, string> = {}) => {
  terminal = openTerminal(workplace, args, { inShell: true, env });
  return terminal;
};

/** What the shell shows at the end. */
const lastLine = (frame: string) => frame.trimEnd().split("\n").at(-1) ?? "";

describe("Ctrl-Z", () => {
  it("gives the terminal back to the shell in order, and fg draws anew", async () => {
    const { shows, press, frame, fullscreen, raw } = open([]);
    await shows("Which image?");
    for (const time of ["first", "second"]) {
      press("j");
      await shows(/❯ (?!New image)/);
      // What the entry is comes once the cursor rests.
      await shows("a preset that is part of thinsmith");
      const before = frame();
      press(stopKey);
      await shows("Stopped");
      await waitFor(() => lastLine(frame()) === shellPrompt.trim());
      expect(fullscreen()).toBe(false);
      isInOrder(raw());
      press(`echo "${time} " "line"\r`);
      await shows(`${time}  line`);
      press("fg\r");
      await waitFor(() => frame() === before).catch(() => expect(frame()).toBe(before));
      expect(fullscreen()).toBe(true);
      press("k");
      await shows(/❯ New image/);
    }
    press("q");
    await waitFor(() => !fullscreen() && lastLine(frame()) === shellPrompt.trim());
    isInOrder(raw());
  });

  it("keeps drawing where no shell can continue it", async () => {
    terminal = openTerminal(workplace);
    const { shows, press, ended, raw } = terminal;
    await shows("Which image?");
    press(stopKey);
    await waitFor(() => raw().split("\x1b[?1049h").length === 3);
    await shows("Which image?");
    press("q");
    expect(await ended).toBe(0);
  });

  it.each(["tty", "plain"])("stops what a %s build has started, which goes on after fg", async (progress) => {
    const env = await fakeMachines(workplace.folder);
    const [ticks, pid] = [join(workplace.folder, "ticks"), join(workplace.folder, "pid")];
    const ssh = join(workplace.folder, "fake-programs/ssh");
    const script = await readFile(ssh, "utf8");
    const endless = `*run.sh*) echo $$ >'${pid}'; while :; do echo tick >>'${ticks}'; sleep 0.1; done`;
    await writeFile(
      ssh,
      script.replace(/\*run\.sh\*\).*/, () => `${endless} ;;`),
    );
    const size = async () => (await stat(ticks).catch(() => ({ size: 0 }))).size;
    const state = async () =>
      /\) (\w)/.exec(await readFile(`/proc/${(await readFile(pid, "utf8")).trim()}/stat`, "utf8"))?.[1];
    await rm(ticks, { force: true });

    const args = ["build", "console", ...fakeSettings, "--progress", progress];
    const { shows, press, frame, fullscreen } = open(args, env);
    await waitFor(async () => (await size()) > 0, 30);
    press(stopKey);
    await shows("Stopped");
    await waitFor(() => lastLine(frame()) === shellPrompt.trim());
    expect(fullscreen()).toBe(false);
    expect(await state()).toBe("T");
    const before = await size();
    press("fg\r");
    await waitFor(async () => (await size()) > before);
    expect(await state()).not.toBe("T");
    if (progress === "tty") await shows("Building console");
    press("\x03");
    await shows("Cancelled.");
    await waitFor(() => lastLine(frame()) === shellPrompt.trim(), 20);
    await waitFor(async () => (await state().catch(() => undefined)) === undefined);
  });
});
