import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it, vi } from "vitest";
import { removeFolder } from "../remove-folder.ts";
import type { Framing } from "./framing.tsx";

/** The steps of a draft, the editors of settings, and what a draft is left by. */
export const draftFrames = ({ matches, go, begin, toStep, columns, folder }: Framing): void => {
  it("steps, summary and save preset", async () => {
    const screen = await begin("console");
    await go(screen, /\d+ packages?, .*download/);
    await matches("steps", screen);
    await go(screen, "/", /go to the list/, "zram", /\/ zram\b/, /❯ +Memory/);
    await matches("steps-search", screen);
    await go(screen, "esc", /esc start/, "ctrl+p", /type to search/);
    await matches("find", screen);
    await go(screen, "zram zstd", /❯ value +algorithm: zstd/);
    await matches("find-search", screen);
    await go(screen, "ctrl+u", "vim", /❯ package +vim /);
    await matches("find-package", screen);
    await go(screen, "esc", /type to search/, "esc", /esc start/);
    await go(screen, "s", /enter build/);
    await matches("summary", screen);
    await go(screen, "p", /Save preset/, "my shop", /! /);
    await matches("save-preset", screen);
  });

  const editors: [string, string, ...(string | RegExp)[]][] = [
    ["step", "Memory", /❯ zram size/, /room for about/],
    ["edit-text", "Client", /❯/, "enter", /take it/, "ctrl+u", "UPPER", /! "UPPER"/],
    ["edit-choice", "Packing", /❯ algorithm/, "enter", /enter take it/],
    ["edit-several", "Kernel", "j", /❯ firmware/, "enter", /space choose/],
    [
      "edit-list",
      "Boot",
      ..."jjjjj",
      /❯ overlays/,
      "enter",
      /a add/,
      "a",
      /take it/,
      "one",
      "enter",
      /❯ one/,
    ],
    [
      "edit-packages",
      "Packages",
      ...["j", /❯ install/, "enter", /3 packages/, "vim", /2 found[\s\S]*\/ vim\b/],
      // Beside the list, where there is room.
      ...(columns < 100 ? [] : [/adds .* in 1 package/]),
    ],
    [
      "package",
      "Packages",
      ...[
        "j",
        /❯ install/,
        "enter",
        /3 packages/,
        "vim",
        /2 found[\s\S]*\/ vim\b/,
        "tab",
        /adds .* in 1 package/,
        /\? help/,
      ],
    ],
    ["edit-roles", "Packages", /❯ roles/, "enter", /space choose/, /adds/],
    ["edit-paths", "Exclude", /❯ directories/, "enter", /space choose/],
  ];
  it.each(editors)("%s in the step %s", async (name, step, ...way) => {
    removeFolder(join(folder, "config"));
    const screen = await begin("console");
    await go(screen, /\d+ packages?, .*download/);
    await toStep(screen, step);
    await go(screen, ...way);
    await matches(name, screen);
  });

  it("discard", async () => {
    const screen = await begin("console");
    await go(screen, /\d+ packages?, .*download/);
    // Relative, so that the screen has the same path in every run.
    vi.stubEnv("THINSMITH_CONFIG", "full");
    mkdirSync("full");
    // A file where a folder has to be: nothing can be saved.
    writeFileSync("full/drafts", "");
    await toStep(screen, "Memory");
    await go(screen, /❯ zram size/, "+", /55 %/, "esc", /zram 55 %/, "esc");
    await screen.shows("would be lost");
    await matches("discard", screen);
    rmSync("full", { recursive: true });
    vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
  });
};
