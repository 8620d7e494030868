import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { inspectScreen } from "../../components/inspect/Inspect.tsx";
import { BelowTree } from "../../components/inspect/tree/BelowTree.tsx";
import { draw } from "../support/ui/draw.tsx";
import { explore, newArchives } from "../support/ui/explored.tsx";
import { waitFor } from "../support/wait.ts";

let archives: ReturnType<typeof newArchives>;
let screen: Awaited<ReturnType<typeof explore>> | undefined;
const here = process.cwd();
beforeAll(() => {
  archives = newArchives();
  // What is extracted goes to where one is.
  process.chdir(archives.folder);
});
afterAll(() => {
  process.chdir(here);
  archives.remove();
});
afterEach(() => screen?.close());

/** The explorer on the first archive, once all is read. */
const open = async (options: Parameters<typeof explore>[1] = {}, archive = archives.before) => {
  screen = await explore(archive, options);
  await screen.go(/[▸+] usr\//, /most: |no package/);
  return screen;
};

describe("the explorer", () => {
  it.each([
    [60, 18],
    [80, 24],
    [120, 40],
  ])("shows a tree with sizes in %d x %d", async (columns, rows) => {
    const { frame, go } = await open({ columns, rows });
    await go("enter", /▾ usr\//);
    const lines = frame().split("\n");
    expect(lines).toHaveLength(rows - 1);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(lines.at(-1)).toMatch(/\? help/);
    expect(lines.find((line) => line.includes("▾ usr/"))).toMatch(/300\.0 kB +\d+ % █/);
    // The largest comes first.
    expect(frame()).toMatch(/usr\/[\s\S]*bin\/[\s\S]*lib\/[\s\S]*etc\//);
    if (columns >= 100) expect(frame()).toMatch(/drwxr-xr-x +root|drwxr-xr-x +0 0/);
  });

  it("shows names without what they would do to a terminal", async () => {
    const { frame, go } = await open();
    await go("G", "g", "/", "etc", "enter", /f filter/, /❯ +▸ etc\//, "enter", /harm\\x1b\[2Jful/);
    expect(frame()).not.toContain("\x1b[2J");
  });

  it("opens, closes and goes up; follows links", async () => {
    const { go, frame } = await open();
    await go("/", "link", "enter", /❯ +link -> \.\.\/lib\/one\.so/, /\/usr\/bin\/link/);
    await go("enter", /❯ +one\.so/, "h", /❯ +▾ lib\//, "left", /❯ +▸ lib\//);
    await go("/", "lost", "enter", /❯ +lost/, "enter", /nowhere is not in this image/);
    await go("k", "h", /❯ +▾ bin\//, "h", "h", /❯ +▾ usr\//);
    expect(frame()).not.toContain("nowhere is not");
  });

  it("finds with /, and goes on with n and N", async () => {
    const { go } = await open();
    await go("/", ".so", /❯ +one\.so/, "enter", "n", /❯ +two\.so/, "n", /❯ +one\.so/, "N", /❯ +two\.so/);
    await go("/", "/usr/bin/li", /❯ +link/, "enter", "/", "lib/two", /❯ +two\.so/, "enter");
    await go("/", "absent", /absent is not found/, "esc");
    // In one piece, as programs write it: / opens the search, the rest is searched for.
    await go("/one.so\r", /❯ +one\.so/, /f filter/, "n", "/two.so", /❯ +two\.so/, "enter", /f filter/);
  });

  it("filters by name, size, right and package while it is typed, and forgets it with esc", async () => {
    const { go, frame, commands } = await open();
    await go("f", /\*\.so\*/, "so", /filter so: 2 found/, /❯ +one\.so/);
    expect(frame()).not.toContain("motd");
    await go("ctrl+u", ">100k", /1 found, 300\.0 kB/, "ctrl+u", "setuid", /1 found/, /tool/);
    await go("ctrl+u", "package:libs", /2 found/, "enter", /f filter/, "ctrl+u");
    await go("esc", /by size/, /▸ etc\//);
    expect(commands).toEqual([]);
    await go("f", "owner:", /❯|filter/, "esc", /f filter/, "esc");
    await waitFor(() => commands.length > 0);
    expect(commands).toEqual(["back"]);
  });

  it("says what is wrong with a filter, and what it does not know yet", async () => {
    const { go } = await open();
    await go("f", "changed", /compare with another release first/, "ctrl+u", ">x", /size/, "esc");
  });

  it("sorts by size, name and package", async () => {
    const { go, frame } = await open();
    await go("s", /by name/);
    expect(frame()).toMatch(/etc\/[\s\S]*usr\/[\s\S]*var\//);
    await go("s", /by package/, "s", /by size/);
    expect(frame()).toMatch(/usr\/[\s\S]*var\/[\s\S]*etc\//);
  });

  it("lists packages with their sizes, and shows the files of one", async () => {
    const { go } = await open();
    await go("p", /2 packages/, /tool +300\.0 kB +409\.6 kB/, "j", /1\.0 +utils +the program libs/);
    await go("/", "libs", "enter", /❯ libs/, "enter", /filter package:libs: 2 found/);
    await go("esc", "p", /2 packages/, "/", "libs", "enter", /esc show all/, "esc", /❯ libs/, / tool /);
    await go("esc", /p packages/);
  });

  it("lists the largest, the duplicate and the noteworthy files", async () => {
    const { go } = await open();
    await go(
      "t",
      /\[largest\]/,
      /\/usr\/bin\/big +300\.0 kB/,
      "tab",
      /\[duplicates\]/,
      /\/usr\/lib\/one\.so +8 B/,
    );
    await go("tab", /\[left out\]/, /only releases record/, "tab", /setuid, setgid +\/usr\/bin\/tool/);
    await go("shift+tab", "shift+tab", "shift+tab", /\[largest\]/, "enter", /❯ +big/);
  });

  it("shows files as text and in hexadecimal, and searches them", async () => {
    const { go, frame } = await open();
    await go("/", "motd", "enter", "v", /text +1 to 3 of 3/, /welcome/, "right", /^ +to|lient a client/m);
    await go("left", "t", /hexadecimal/, /00000000 {2}77 65 6c 63/, "t", /text +1 to 3/);
    await go("/", /esc show all/, "CLIENT", "enter");
    await go(/❯ +a client/, "n", /CLIENT is not found below/, "esc", /v view/);
    await go("/", "tool", "enter", "enter", /hexadecimal +1 to 1 of 1/, /7f 45 4c 46 00/, /\.ELF/);
    await go("/", /esc show all/, "4c 46", "enter", /❯ +00000000/, "q", /v view/);
    expect(frame()).toContain("/usr/bin/tool");
  });

  it("extracts what is marked, and asks before it removes what it has not made", async () => {
    const { go } = await open();
    const target = join(archives.folder, "unpacked-rootfs");
    await go("/", "motd", "enter", "space", "/", "one.so", "enter", "space", /2 marked/, "x");
    await go(/2 marked files and directories/, /to unpacked-rootfs\//, "enter", /are in unpacked-rootfs/);
    expect(readFileSync(join(target, "usr/lib/one.so"), "utf8")).toBe("the same");
    expect(existsSync(join(target, "usr/bin/big"))).toBe(false);
    await go("esc", "/", "two.so", "enter", "x", /\/usr\/lib\/two\.so/, "esc", /v view/);
    expect(existsSync(join(target, "usr/lib/two.so"))).toBe(false);
  });

  it("leaves a directory of somebody else's as it is, unless told otherwise", async () => {
    const { go } = await open({}, archives.after);
    const target = join(archives.folder, "unpacked-rootfs");
    const { rmSync } = await import("node:fs");
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    writeFileSync(join(target, "mine"), "");
    await go("/", "motd", "enter", "x", "enter", /was not made by\s+thinsmith/, "n", /v view/);
    expect(existsSync(join(target, "mine"))).toBe(true);
    await go("x", "enter", /was not made by\s+thinsmith/, "y", /are in unpacked-rootfs/);
    expect(existsSync(join(target, "mine"))).toBe(false);
    expect(readFileSync(join(target, "etc/motd"), "utf8")).toBe("welcome back\n");
  });

  it("keeps its lines below the tree where a command has nothing to say", async () => {
    const entry = { onText: () => {}, onTake: () => {}, onBack: () => {} };
    const below = { tree: undefined, state: undefined, writing: undefined, message: "", said: [] };
    const screen = draw(<BelowTree {...below} {...entry} columns={80} height={2} />);
    await screen.shows("by size");
    screen.unmount();
  });

  it("adds what is under the cursor to the excludes", async () => {
    const patterns: string[] = [];
    const onExclude = async (pattern: string) => {
      patterns.push(pattern);
      return `${pattern} is left out.`;
    };
    const { go } = await open({ onExclude });
    await go(
      "e",
      /usr\/\* is left out\. Its size is 300\.0 kB/,
      "/",
      "motd",
      "enter",
      "e",
      /etc\/motd is left out/,
    );
    expect(patterns).toEqual(["usr/*", "etc/motd"]);
  });

  it("says why nothing can be left out", async () => {
    const { go } = await open();
    await go("e", /Only files of a release of thinsmith/);
  });

  it("compares with another archive, and then knows what changed", async () => {
    const other = { directory: archives.before, label: "the one before" };
    const { go } = await open({ others: [other] }, archives.after);
    await go(
      "d",
      /the one before/,
      "enter",
      /against the one before/,
      /~ rootfs: \/etc\/motd/,
      /\+ rootfs: \/etc\/new/,
    );
    await go("/", "new", "enter", "enter", /❯ +\+ +new/, "f", "changed", /filter changed: 2 found/, "enter");
    await go("d", /differences/, "tab", /1 other release/, "esc");
  });

  it("shows a file that is no archive as what it is", async () => {
    const path = join(archives.folder, "text");
    writeFileSync(path, "no archive\n");
    await expect(explore(path)).rejects.toThrow(/text/);
    const cut = join(archives.folder, "cut.squashfs");
    writeFileSync(cut, readFileSync(archives.before).subarray(0, 1000));
    await expect(explore(cut)).rejects.toThrow(/cut\.squashfs is damaged: it has 1000 of the \d+ bytes/);
    const damaged = join(archives.folder, "damaged.squashfs");
    writeFileSync(damaged, readFileSync(archives.before).fill(0xff, 200));
    screen = await explore(damaged);
    await screen.go(/damaged\.squashfs is damaged/);
  });

  /** Keys that have nothing to do where the test stands, or that other tests press. */
  const idle = [
    "?",
    "q",
    "ctrl+c",
    "n",
    "N",
    "tab",
    "shift+tab",
    "pageup",
    "ctrl+u",
    "home",
    "g",
    "up",
    "k",
    "left",
    "h",
  ];
  const keys = inspectScreen.bindings.flatMap((binding) => binding.keys).filter((key) => !idle.includes(key));
  it.each(keys)("handles the key %s", async (key) => {
    const { frame, press, commands } = await open();
    const before = frame();
    press(key);
    await waitFor(() => frame() !== before || commands.length > 0, 10);
    expect(commands).toEqual(key === "esc" ? ["back"] : []);
  });

  it("has all its keys in the help", async () => {
    const { go, frame } = await open({ rows: 40 });
    await go("?", /Keys/);
    for (const { label } of inspectScreen.bindings) expect(frame()).toContain(label.slice(0, 17));
    await go("esc", /\? help/);
  });
});
