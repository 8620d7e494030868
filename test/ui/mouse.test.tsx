import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openApp, openAppAt } from "../support/ui/app.tsx";
import { explore, newArchives } from "../support/ui/explored.tsx";
import { removeFolder } from "../support/ui/remove-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-mouse-"));
let archives: ReturnType<typeof newArchives>;
beforeAll(() => {
  vi.stubEnv("THINSMITH_CACHE", join(folder, "cache"));
  vi.stubEnv("THINSMITH_CONFIG", join(folder, "config"));
  archives = newArchives();
});
afterAll(() => {
  vi.unstubAllEnvs();
  archives.remove();
  removeFolder(folder);
});
let close: (() => void) | undefined;
afterEach(() => close?.());

/** The mouse over a screen: where a text stands is where it is touched. */
const mouseOn = ({ frame, press }: { frame: () => string; press: (keys: string) => void }) => {
  const send = (code: number, text: string | RegExp, end: "M" | "m" = "M", right = 0) => {
    const lines = frame().split("\n");
    const row = lines.findIndex((line) => line.search(text) >= 0);
    expect(row, `${text} in\n${frame()}`).toBeGreaterThanOrEqual(0);
    press(`\x1b[<${code};${(lines[row]?.search(text) ?? 0) + 1 + right};${row + 1}${end}`);
  };
  const click = (text: string | RegExp, right = 0) => {
    send(0, text, "M", right);
    send(0, text, "m", right);
  };
  return {
    click,
    doubleClick: (text: string | RegExp) => {
      click(text);
      click(text);
    },
    wheel: (by: 1 | -1, over: string | RegExp) => send(by < 0 ? 64 : 65, over),
    drag: (text: string | RegExp, right: number) => send(32, text, "M", right),
  };
};

describe.each([
  [80, 24],
  [120, 40],
])("a hand on the mouse in %d x %d", (columns, rows) => {
  const begin = async () => {
    const screen = await openAppAt("console", { output: join(folder, "build"), columns, rows });
    close = screen.unmount;
    return { ...screen, ...mouseOn(screen) };
  };

  it("goes to what it clicks, and opens it by a double click", async () => {
    const { shows, click, doubleClick, wheel, press } = await begin();
    await shows(/❯ +Base/);
    click("  Packing");
    await shows(/❯ +Packing/);
    wheel(-1, "Exclude");
    await shows(/❯ +Memory/);
    wheel(1, "Exclude");
    await shows(/❯ +Packing/);
    doubleClick("  Memory");
    await shows(/Next: Packing/);
    click("zram size");
    await shows(/❯ zram size/);
    press("enter");
    await shows("take it");
    // Nothing behind the line that is written changes.
    click("Next: Packing");
    press("esc");
    await shows(/❯ zram size/);
  });

  it("moves the slider", async () => {
    const { shows, click, doubleClick, drag, frame } = await begin();
    await shows(/❯ +Base/);
    doubleClick("  Memory");
    await shows(/Next: Packing/);
    click("zram size");
    await shows("200 %");
    const slider = /0 [─●]+ 200 %/;
    const width = (/[─●]+(?= 200 %)/.exec(frame())?.[0] ?? "").length;
    click(slider, 2);
    await shows(/❯ zram size +off/);
    drag(slider, 2 + Math.round((width - 1) / 2));
    await shows(/❯ zram size +(100|95|105) %/);
    drag(slider, 2 + width + 20);
    await shows(/❯ zram size +200 %/);
  });

  it("goes through a tree and through a log of its rows", async () => {
    const screen = await explore(archives.before, { columns, rows });
    close = screen.close;
    const { click, doubleClick, wheel } = mouseOn(screen);
    await screen.shows(/[▸+] usr\//);
    click(/etc\//);
    await screen.shows(/❯.*etc\//);
    doubleClick(/usr\//);
    await screen.shows(/▾ usr\//);
    const before = screen.frame();
    wheel(1, /usr\//);
    await screen.changes(before);
    expect(screen.frame()).not.toMatch(/❯.*usr\//);
  });

  it("goes through a file by several rows", async () => {
    const screen = await explore(archives.before, { columns, rows });
    close = screen.close;
    const { wheel } = mouseOn(screen);
    await screen.go(/[▸+] usr\//, "/", "big", "enter", /❯ +big/, "v", /text +1 to/);
    await screen.go("t", /hexadecimal +1 to/);
    wheel(1, "00000000");
    await screen.shows(/hexadecimal +4 to/);
    wheel(-1, "00000030");
    await screen.shows(/hexadecimal +1 to/);
  });
});

it.each([
  ["by several rows where it scrolls", 18, 3],
  ["row by row where it does not", 40, 1],
])("the wheel goes through the first screen %s", async (_, rows, by) => {
  const screen = await openApp({ output: join(folder, "build"), columns: 80, rows });
  close = screen.unmount;
  const at = () =>
    screen
      .frame()
      .split("\n")
      .findIndex((line) => line.includes("❯"));
  const before = at();
  mouseOn(screen).wheel(1, "❯");
  await expect.poll(at).toBe(before + by);
});
