import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, type Workplace } from "../support/cli.ts";
import { newArchives } from "../support/ui/explored.tsx";
import { openTerminal } from "../support/ui/terminal.ts";

let workplace: Workplace;
let archives: ReturnType<typeof newArchives>;
let terminal: ReturnType<typeof openTerminal> | undefined;
beforeAll(async () => {
  workplace = await newWorkplace();
  archives = newArchives();
});
afterEach(() => terminal?.kill("SIGKILL"));
afterAll(async () => {
  archives.remove();
  await rm(workplace.folder, { recursive: true });
});

const open = (options?: Parameters<typeof openTerminal>[2]) => {
  terminal = openTerminal(workplace, ["inspect", archives.before], options);
  return terminal;
};

describe("thinsmith inspect in a terminal", () => {
  it("walks the tree, looks into a file, extracts it, and leaves the terminal as it was", async () => {
    const { shows, press, ended, fullscreen } = open();
    await shows(/❯ +▸ usr\//);
    expect(fullscreen()).toBe(true);
    press("/");
    await shows(/esc show all/);
    press("motd");
    await shows(/❯ +motd/);
    press("\r");
    await shows(/v view/);
    press("v");
    await shows(/welcome/);
    press("x");
    await shows(/enter extract/);
    press("\r");
    await shows(/are in unpacked-rootfs/);
    expect(existsSync(join(workplace.folder, "unpacked-rootfs/etc/motd"))).toBe(true);
    press("q");
    expect(await ended).toBe(0);
    expect(fullscreen()).toBe(false);
  });

  it("follows the terminal's size", async () => {
    const { shows, resize, frame } = open();
    await shows(/❯ +▸ usr\//);
    resize(120, 40);
    await shows(/drwxr-xr-x/);
    resize(50, 15);
    await shows(/make it larger/);
    resize(80, 24);
    await shows(/❯ +▸ usr\//);
    expect(frame()).toContain("? help");
  });

  it("gives the terminal back after SIGTERM", async () => {
    const { shows, kill, ended, fullscreen } = open();
    await shows(/❯ +▸ usr\//);
    kill("SIGTERM");
    expect(await ended).toBe(130);
    expect(fullscreen()).toBe(false);
  });

  it("says in one sentence why a file cannot be opened", async () => {
    terminal = openTerminal(workplace, ["inspect", "/etc/hostname"]);
    await terminal.shows(/What to do/);
    expect(await terminal.ended).toBeGreaterThan(0);
    expect(terminal.fullscreen()).toBe(false);
  });
});
