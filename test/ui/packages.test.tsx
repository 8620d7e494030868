import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useState } from "react";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { SidePanesProvider } from "../../components/ui/frame/panes.ts";
import { PackagesEditor } from "../../components/wizard/editors/PackagesEditor.tsx";
import { change } from "../../src/settings/change.ts";
import { settingValue } from "../../src/settings/difference.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { putLists } from "../support/lists.ts";
import { draw } from "../support/ui/draw.tsx";
import { waitFor } from "../support/wait.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-packages-"));
beforeAll(async () => {
  vi.stubEnv("THINSMITH_CACHE", folder);
  await putLists(folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

let screen: ReturnType<typeof draw> | undefined;
afterEach(() => screen?.unmount());

let settings: Settings;
const value = (name: string) => settingValue(settings, name);
const noPanes = {};
const panes = { right: [] };

const Editing = ({ name, wide }: { name: string; wide: boolean }) => {
  const [now, setNow] = useState(parseSettings({ version: 1 }));
  settings = now;
  const set = (to: unknown) => {
    const changed = change(now, name, to);
    if (changed.settings) setNow(changed.settings);
    return changed.problem;
  };
  return (
    <SidePanesProvider value={wide ? panes : noPanes}>
      <PackagesEditor
        {...{ name, settings: now, value: settingValue(now, name) }}
        title="list"
        help="What it is about."
        check={() => undefined}
        onChange={set}
        onBack={() => {}}
      />
    </SidePanesProvider>
  );
};

const open = async (name: string, columns = 80) => {
  const wide = columns > 100;
  screen = draw(<Editing name={name} wide={wide} />, columns, wide ? 40 : 24);
  await screen.shows(/\d{3} packages +setting/);
  return screen;
};

// The first one of this file: the list is read once.
it("names that are pasted before the list is there are chosen once it is", async () => {
  screen = draw(<Editing name="packages.install" wide={false} />, 80, 24);
  const { shows, press, frame } = screen;
  await shows("reading the package list");
  press("\x1b[200~vim, htop foobarx vmi\x1b[201~");
  press("enter");
  await shows(/chosen: vim, htop; not found: foobarx.*, vmi \(vim\?\)/);
  expect(value("packages.install")).toEqual(["vim", "htop"]);
  expect(frame()).not.toMatch(/not allowed|nothing matches/);
});

it("what a role brings is shown as chosen, by whom, and stays", async () => {
  const { shows, press, frame } = await open("packages.install");
  await shows(/❯ \[x\] less .* by role console/);
  expect(frame()).toMatch(/\[x\] linux-image-amd64 .* by kernel/);
  press("space");
  await shows(/! less stays: the role console brings it\. The setting uninstall\s+\(packages\.remove\)/);
  expect(value("packages.install")).toEqual([]);
});

it("what a dependency brings is shown as chosen, by whom", async () => {
  const { shows, press } = await open("packages.install");
  press("vim-runtime");
  await shows(/❯ \[ \] vim-runtime/);
  press("ctrl+u");
  press("vim");
  await shows(/❯ \[ \] vim /);
  press("enter");
  await shows(/❯ \[x\] vim /);
  press("vim-runtime");
  await shows(/❯ \[x\] vim-runtime .* by vim/);
  press("enter");
  await shows(/! vim-runtime stays: vim needs it; you chose vim/);
  expect(value("packages.install")).toEqual(["vim"]);
});

it("what is given back keeps its row", async () => {
  const { shows, press } = await open("packages.install");
  press("htop");
  await shows(/❯ \[ \] htop/);
  press("enter");
  await shows(/❯ \[x\] htop/);
  press("space");
  await shows(/❯ \[ \] htop/);
  expect(value("packages.install")).toEqual([]);
});

it("what can be taken out is what is in the image", async () => {
  const { shows, press, frame } = await open("packages.remove");
  await shows(/❯ \[ \] less .* by role console/);
  press("chromium");
  await shows("nothing matches");
  press("ctrl+u");
  press("coreutils");
  await shows(/❯ \[ \] coreutils .* base/);
  expect(frame()).toContain("1 found");
  press("enter");
  await waitFor(() => JSON.stringify(value("packages.remove")) === '["coreutils"]');
});

it.each(["\x1b[200~vim htop, nano-tiny\nchromimum\x1b[201~", "vim htop,nano-tiny chromimum"])(
  "several names that come at once are chosen, and what does not exist is named: %j",
  async (text) => {
    const { shows, press } = await open("packages.install");
    press(text);
    await shows(/! chosen: vim, htop, nano-tiny; not found: chromimum \(chromium\?\)/);
    expect(value("packages.install")).toEqual(["vim", "htop", "nano-tiny"]);
  },
);

it("words that are no packages are searched for", async () => {
  const { shows, press } = await open("packages.install");
  press("\x1b[200~interactive processes\x1b[201~");
  await shows(/❯ \[ \] htop/);
  expect(value("packages.install")).toEqual([]);
});

it("several names that are written are chosen by Enter", async () => {
  const { shows, press } = await open("packages.install");
  for (const letter of ["v", "i", "m", "space", "m", "c"]) press(letter);
  await shows(/\/ vim mc/);
  press("enter");
  await shows(/chosen: vim, mc/);
  expect(value("packages.install")).toEqual(["vim", "mc"]);
});

it("a paste of a megabyte is cut, and the screen goes on", async () => {
  const { shows, press } = await open("packages.install");
  press(`\x1b[200~vim ${"xx,yy\n".repeat(170_000)}\x1b[201~`);
  await shows(/chosen: vim; not found: .*the text is too long/s);
  press("htop");
  await shows(/❯ \[ \] htop/);
});

it("all about a package is a screen of its own, which Esc leaves", async () => {
  const { shows, press } = await open("packages.install");
  press("vim");
  await shows(/❯ \[ \] vim /);
  press("tab");
  await shows(/adds \d+\.\d MB in \d packages/);
  await shows(/[└`] vim-runtime +\d+\.\d MB/);
  await shows(/vim-tiny {2}similar name +\d\.\d MB/);
  await shows(/space choose +esc back to the list/);
  press("space");
  await shows(/✔ chosen/);
  expect(value("packages.install")).toEqual(["vim"]);
  press("space");
  await shows(/not chosen/);
  press("esc");
  await shows(/❯ \[ \] vim /);
});

it("on a wide terminal it stands beside the list, and follows the cursor", async () => {
  const { shows, press } = await open("packages.install", 130);
  await shows(/─ Package ─/);
  await shows("in the image: the role console brings it");
  press("vim");
  await shows(/vim-tiny {2}similar name/);
  press("down");
  await shows(/│ vimb \d/);
});
