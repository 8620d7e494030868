import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReactNode } from "react";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import type { Beginnings } from "../../../../components/app/beginning.ts";
import { waitFor } from "../../wait.ts";
import { openAppAt } from "../app.tsx";
import { draw } from "../draw.tsx";
import { newArchives } from "../explored.tsx";
import { removeFolder } from "../remove-folder.ts";

/** Every frame is drawn at this moment; local time, so that clocks show the same in each time zone. */
const now = new Date(2026, 10, 27, 12, 0, 0);
/** So many seconds before that moment. */
export const ago = (seconds: number) => now.getTime() - seconds * 1000;

const stanza = ([name, section, description]: readonly [string, string, string]) =>
  `Package: ${name}\nVersion: 1\nArchitecture: amd64\nPriority: optional\nSection: ${section}\nInstalled-Size: 2048\nSize: 500000\nDescription: ${description}\n`;
const packages = [
  ["vim", "editors", "Vi IMproved - enhanced vi editor"],
  ["vim-tiny", "editors", "Vi IMproved - enhanced vi editor - compact version"],
  ["htop", "utils", "interactive processes viewer"],
] as const;

/** How busy this machine is. */
const withoutLoad = (line: string) =>
  /^ cpu +\d+ %/.test(line)
    ? " (how busy the machine is)"
    : line.replace(/│ (processors|network|disk|memory|free) (?!.* s │$).*│$/, "│ $1 (how busy it is) │");

/** The folder of a screen: its feature, or the wizard. */
const roomOf = (name: string): string =>
  /^(boot|build|find|inspect|serve|start)(?=-|$)/.exec(name)?.[0] ?? "wizard";

/** What the frames of all rooms are made with, in a terminal of a size. To be called where tests are described. */
export const framing = (columns: number, rows: number) => {
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-frames-"));
  const start = process.cwd();
  let archives: ReturnType<typeof newArchives>;
  beforeAll(() => {
    vi.stubEnv("THINSMITH_CACHE", join(folder, "cache"));
    vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
    vi.setSystemTime(now);
    archives = newArchives();
    // Paths on the screens are short, and the same wherever the test runs.
    process.chdir(folder);
    const lists = join(folder, "cache/downloads/debian/lib/apt/lists");
    mkdirSync(lists, { recursive: true });
    writeFileSync(
      join(lists, "mirror_debian_dists_trixie_main_binary-amd64_Packages"),
      packages.map(stanza).join("\n"),
    );
  });
  afterAll(() => {
    process.chdir(start);
    vi.useRealTimers();
    vi.unstubAllEnvs();
    archives.remove();
    removeFolder(folder);
  });

  let close: (() => void) | undefined;
  afterEach(() => close?.());
  /** Closes what is drawn after this test. */
  const closing = (last: () => void) => {
    close = last;
  };

  const show = (node: ReactNode) => {
    const screen = draw(node, columns, rows);
    closing(screen.unmount);
    return screen;
  };
  const matches = async (name: string, { frame }: { frame: () => string }) => {
    // Ink may draw a change in more than one frame.
    let before = "";
    await waitFor(() => {
      const same = frame() === before;
      before = frame();
      return same;
    });
    const lines = frame().split("\n").map(withoutLoad);
    const text = `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
    await expect(text).toMatchFileSnapshot(`${columns}x${rows}/${roomOf(name)}/${name}.txt`);
  };
  /** Presses keys one by one; a pattern waits for what is on screen. */
  const go = async (screen: ReturnType<typeof draw>, ...keysAndFrames: (string | RegExp)[]) => {
    for (const step of keysAndFrames) {
      if (typeof step === "string") {
        screen.press(step);
        await new Promise((read) => setImmediate(read));
      } else await screen.shows(step);
    }
  };
  const begin = async (row: string, more: Partial<Beginnings> = {}) => {
    const screen = await openAppAt(row, { output: join(folder, "build"), columns, rows, ...more });
    closing(screen.unmount);
    return screen;
  };
  /** From the steps to one of them, by its place. */
  const toStep = async (screen: ReturnType<typeof draw>, title: string) => {
    const titles = ["Base", "Kernel", "Packages", "Exclude", "Memory", "Packing", "Client", "Boot", "Serve"];
    for (const passed of titles.slice(1, titles.indexOf(title) + 1))
      await go(screen, "j", new RegExp(`❯ +${passed}`));
    await go(screen, "enter", /Next: /, "g");
  };
  return { columns, rows, folder, archives: () => archives, closing, show, matches, go, begin, toStep };
};
export type Framing = ReturnType<typeof framing>;
