import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useState } from "react";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writing } from "../../components/keys/bindings.ts";
import type { Command } from "../../components/keys/keys.ts";
import { Summary } from "../../components/wizard/Summary.tsx";
import { parseSettings } from "../../src/settings/parse.ts";
import { listPresets } from "../../src/settings/preset-list.ts";
import { openAppAt } from "../support/ui/app.tsx";
import { draw } from "../support/ui/draw.tsx";
import { removeFolder } from "../support/ui/remove-folder.ts";
import { bindingsOf, type ScreenName } from "../support/ui/screens.ts";
import { waitFor } from "../support/wait.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-wizard-"));
const environment = { ...process.env };
const stanza = (name: string, section: string, more = "") =>
  `Package: ${name}\nVersion: 1\nArchitecture: amd64\nPriority: optional\nSection: ${section}\nInstalled-Size: 2048\nSize: 500000\nDescription: the program ${name}\n${more}\n`;

beforeAll(() => {
  process.env.THINSMITH_CACHE = join(folder, "cache");
  const lists = join(folder, "cache/downloads/debian/lib/apt/lists");
  mkdirSync(lists, { recursive: true });
  const names = Array.from({ length: 60 }, (_, index) => stanza(`tool-${index}`, "utils"));
  writeFileSync(
    join(lists, "mirror_debian_dists_trixie_main_binary-amd64_Packages"),
    `${names.join("\n")}\n${stanza("vim", "editors")}\n${stanza("vim-tiny", "editors")}`,
  );
});
afterAll(() => {
  process.env = environment;
  removeFolder(folder);
});

let commands: string[];
let config: string;
let screen: ReturnType<typeof draw> | undefined;
beforeEach(() => {
  commands = [];
  // Its own for each test: a draft of the screen before may be still on its way to disk.
  config = mkdtempSync(join(folder, "config-"));
  process.env.THINSMITH_CONFIG = config;
});
afterEach(() => screen?.unmount());

/** The wizard, opened with the preset called console. */
const open = async (columns = 80, rows = 24) => {
  screen = await openAppAt("console", {
    ...{ output: join(folder, "build"), columns, rows },
    onExit: () => commands.push("exit"),
  });
  await screen.shows(/[❯>] +Base/);
  return screen;
};
const drafts = () =>
  (existsSync(join(config, "drafts")) ? readdirSync(join(config, "drafts")) : [])
    .filter((file) => file.endsWith(".json"))
    .map((file) => join(config, "drafts", file));
/** A setting of a draft as it is on disk by now; a test before this one may have left another. */
const kept = (group: string, name: string): unknown => {
  const [last] = drafts().sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return last !== undefined && JSON.parse(readFileSync(last, "utf8")).settings[group][name];
};

/** Presses keys one by one, each once what the one before brought is on screen. */
const go = async (wizard: ReturnType<typeof draw>, ...keysAndFrames: (string | RegExp)[]) => {
  for (const step of keysAndFrames) {
    if (typeof step === "string") {
      wizard.press(step);
      // Read before the next one, as from a keyboard.
      await new Promise((read) => setImmediate(read));
    } else await wizard.shows(step);
  }
};

const toStep = async (wizard: ReturnType<typeof draw>, title: string) => {
  const titles = ["Base", "Kernel", "Packages", "Exclude", "Memory", "Packing", "Client", "Boot", "Serve"];
  const following = [...titles.slice(1), "Summary"];
  for (const passed of titles.slice(1, titles.indexOf(title) + 1))
    await go(wizard, "tab", new RegExp(`[❯>] +[✔v]? *${passed}`));
  await go(wizard, "enter", new RegExp(`[❯>] Next: ${following[titles.indexOf(title)]}`));
};

describe("the steps of the wizard", () => {
  it.each([
    [60, 20],
    [80, 24],
    [120, 40],
  ])("fit %d x %d, every one of them", async (columns, rows) => {
    const wizard = await open(columns, rows);
    const fits = () => {
      const lines = wizard.frame().split("\n");
      expect(lines.length).toBeLessThanOrEqual(rows - 1);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      // The key bar is the last row: nothing pushed it out.
      expect(lines.at(-1)).toMatch(/\? help/);
    };
    fits();
    await go(wizard, "enter", /Next: Kernel/);
    fits();
    for (const next of ["Packages", "Exclude", "Memory", "Packing", "Client", "Boot", "Serve", "Summary"]) {
      await go(wizard, "enter", new RegExp(`Next: ${next}`));
      fits();
    }
    await go(wizard, "enter", /enter build/);
    fits();
  });

  it("keep every change on disk at once, and lose none on the way back and forth", async () => {
    const wizard = await open();
    await toStep(wizard, "Memory");
    await go(wizard, "g", /❯ zram size/, "+", /55 % of memory/, "+", /60 % of memory/, "-", /55 % of memory/);
    await waitFor(() => kept("zram", "sizePct") === 55);
    await go(wizard, "esc", /❯ . Memory +zram 55 %/, "tab", /❯ +Packing/, "shift+tab", /❯ . Memory/, "enter");
    await go(wizard, /55 % of memory/, "g", /❯ zram size/, "d", /50 % of memory/, "tab", /Next: Client/);
    await go(wizard, "shift+tab", /Next: Packing/, "s", /the same as the preset console/, "esc", /❯ +Serve/);
    await waitFor(() => kept("zram", "sizePct") === 50);
    await go(wizard, "q");
    await waitFor(() => commands.includes("exit"));
    // Nothing is changed, so nothing is left to go on with.
    expect(drafts()).toEqual([]);
  });

  it("do not let a wrong value through, and say in words what is wrong with it while it is typed", async () => {
    const wizard = await open();
    await toStep(wizard, "Memory");
    await go(
      wizard,
      "g",
      /❯ zram size/,
      "enter",
      /take it/,
      "ctrl+u",
      "900",
      /! 900 is not allowed; allowed: 0 to 200/,
    );
    // Enter does not take it.
    await go(wizard, "enter", "backspace", /zram size 90 *\n/, "enter", /90 % of memory/);
    await go(wizard, "enter", /take it/, "5", /905 is not allowed/, "esc", /❯ zram size +90 %[\s\S]*\? help/);
    expect(wizard.frame()).not.toContain("905");
  });

  it("take a paste with line breaks and escape codes as one harmless line", async () => {
    const wizard = await open();
    await go(
      wizard,
      "enter",
      /Next: Kernel/,
      "g",
      /❯ name/,
      "down",
      /❯ description/,
      "enter",
      /take it/,
      "ctrl+u",
    );
    await go(
      wizard,
      "\x1b[200~two\r\nlines \x1b[2Jx\x1b[201~",
      /description two lines x/,
      "enter",
      /❯ description +two lines x/,
    );
    expect(wizard.frame()).not.toContain("\x1b");
  });

  it("choose one of several, found by search", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(wizard, "g", /❯ user/, "j", "j", "j", "j", /❯ time zone/, "enter", /time zone +\d{3} of \d{3}/);
    await go(wizard, "vienna", /❯ +Europe\/Vienna/, /esc show all/, "enter");
    await go(wizard, /❯ time zone +Europe\/Vienna/);
  });

  it("search for what comes in one piece, and take no letter of it for a key where nothing is searched", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(wizard, "g", /❯ user/, "j", "j", "j", "j", /❯ time zone/, "enter", /time zone +\d{3} of \d{3}/);
    await go(wizard, "/vienna", /❯ +Europe\/Vienna/, "enter", /❯ time zone +Europe\/Vienna/);
    await go(wizard, "hqhqjq", "j", /❯ time servers/);
  });

  it("write what comes with Enter in one piece, and take it; lines of a paste are not taken one by one", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(wizard, "g", /❯ user/, "j", "j", "j", "j", /❯ time zone/, "enter", /time zone +\d{3} of \d{3}/);
    await go(wizard, "vienna\r", /❯ time zone +Europe\/Vienna/);
    await go(wizard, "enter", /type to search/, "berlin\rlondon\r", /Nothing matches/);
    await go(wizard, "esc", /type to search/, "esc", /❯ time zone +Europe\/Vienna/);
  });

  it("are searched with /, as the rows of a step and of the summary are, while letters stay commands", async () => {
    const wizard = await open();
    await go(wizard, "/", /go to the list/, "q", /\/ q/, "ctrl+u", "zram", /❯ +Memory/);
    expect(wizard.frame()).not.toContain("Client");
    // Esc shows all rows, with the cursor on what was found.
    await go(wizard, "enter", /esc show all/, "esc", /esc start/, /❯ +Memory/, /Client/);
    await go(wizard, "enter", /❯ Next: Packing/, "/algo", /❯ algorithm/, "enter", /esc show all/);
    await go(wizard, "esc", /zram size/, "s", /❯ Build this image/);
    // Enter on nothing builds nothing.
    await go(wizard, "/nothing so", /nothing matches/, "enter", /esc show all/, "enter", "esc", /❯ Build/);
    await go(wizard, "/pack\r", /❯ Packing/, "enter", /❯ Next: Client/);
  });

  it("find what is folded, too", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(wizard, /▸ \d+ settings that this image does not use/, "/kiosk pa", /❯ kiosk page/, "esc");
    await go(wizard, /▾ \d+ settings/, /❯ kiosk page/);
  });

  it("have readline's keys in a line, and take a paste of a megabyte", async () => {
    const wizard = await open();
    await go(wizard, "enter", /Next: Kernel/, "g", /❯ name/, "down", /❯ description/, "enter", /take it/);
    await go(wizard, "ctrl+a", "ctrl+k", "for the front desk", "alt+b", "ctrl+w", /for the desk/);
    await go(
      wizard,
      "home",
      "ctrl+y",
      /front for the desk/,
      "delete",
      "alt+d",
      "alt+x",
      "ctrl+x",
      /front {2}the desk/,
    );
    await go(
      wizard,
      "end",
      "alt+backspace",
      "ctrl+left",
      "enter",
      /❯ description +front {2}the /,
      "enter",
      /take it/,
    );
    await go(wizard, `\x1b[200~${"p\x1b[A".repeat(300_000)}\x1b[201~`, /allowed: at most 200/, "esc");
    await go(wizard, /❯ description +front {2}the /);
  });

  it("choose any number, and add paths of one's own that are paths", async () => {
    const wizard = await open();
    await toStep(wizard, "Exclude");
    await go(wizard, "g", /❯ directories/, "enter", /❯ \[x\] boot\/\*/, "space", /❯ \[ \] boot\/\*/);
    await go(wizard, "../etc", /❯ \[ \] \.\.\/etc/, /! .*a path in the image without leading slash/);
    await go(wizard, "enter", /! .*a path in the image/, "ctrl+u", /❯ \[ \] boot/);
    await go(wizard, "opt/big/*", /enter adds this/, "enter", /19 chosen/, /❯ \[x\] opt\/big\/\*/);
    await go(wizard, "enter", /❯ directories +19 paths/);
  });

  it("add, change and remove what is written as a list", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(
      wizard,
      ...["G", "k"],
      /❯ ▸ \d settings that this image does not use/,
      "enter",
      /❯ ▾ \d settings/,
      ...["G", "k", "k", "k", "k"],
      /❯ RDP servers/,
      "enter",
      /none; press a to add one/,
      "a",
      /take it/,
    );
    await go(
      wizard,
      "office:bad host",
      /a host name/,
      "ctrl+u",
      "office:ts1:3389:/f",
      "enter",
      /❯ office:ts1:3389:\/f/,
    );
    await go(
      wizard,
      "e",
      /change/,
      "backspace",
      "w",
      "enter",
      /❯ office:ts1:3389:\/w/,
      "x",
      /none; press a to add one/,
      "esc",
    );
    await go(wizard, /❯ RDP servers +none/);
  });

  it("tell what a role brings, and what it adds to the image", async () => {
    const wizard = await open();
    await toStep(wizard, "Packages");
    await go(wizard, "g", /❯ roles/, "enter", /❯ \[ \] compute/, /brings openssh-server, /);
    // No package of the role is in this list of packages.
    await go(wizard, /adds no packages: all are in the image already/, "kiosk");
    await go(wizard, /❯ \[ \] kiosk/, /brings cage, chromium/, /needs 315 MiB more on a client/);
  });

  it("show what was measured of each algorithm and level", async () => {
    const wizard = await open();
    await toStep(wizard, "Packing");
    await go(
      wizard,
      "g",
      /❯ algorithm/,
      /zstd +xz +lz4 +gzip *\n.*MB(?: packed|, console)(?: +\d+){4}/,
      /seconds(?: +\d+){4}/,
    );
    await go(wizard, "j", /level +1 +3 +6 +9/, /MB(?: packed|, console)(?: +\d+){4}/);
  });

  it("say so where a search finds nothing", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(wizard, "g", "j", "j", "j", "j", /❯ time zone/, "enter", /type to search/, "mars moon");
    await go(wizard, /Nothing matches; esc shows all/);
  });

  it("have a summary that scrolls where it does not fit, and overlaps nothing", async () => {
    const wizard = await open(60, 18);
    await go(wizard, "s", /❯ Build this image/, "g", /❯ Base/);
    // As many rows as there are steps, each whole.
    for (const row of [/Base +Debian 13 trixie/, /Kernel +linux-image-amd64, firmware: realtek *\n/])
      expect(wizard.frame()).toMatch(row);
    expect(wizard.frame()).toContain("…");
    await go(wizard, "G", /❯ Build this image the same as/, "g", /❯ Base/);
  });

  it("have a summary whose rows lead to their step, and to the setting that was changed", async () => {
    const wizard = await open();
    await toStep(wizard, "Memory");
    await go(wizard, "g", /❯ zram size/, "right", /55 %/, "s", /❯ Build this image/, "k");
    await go(
      wizard,
      /❯ \* zram.sizePct +55/,
      /enter change/,
      "enter",
      /❯ zram size +55 %/,
      "esc",
      /❯ Build this image/,
    );
    await go(wizard, "g", /❯ Base/, "j", /❯ Kernel/, "enter", /❯ Next: Packages/);
  });

  it("search packages as each letter is typed, and show what they cost", async () => {
    const wizard = await open();
    await toStep(wizard, "Packages");
    await go(wizard, "g", /❯ roles/, "j", /❯ install/, "enter", /62 packages/, "vim");
    await go(wizard, /2 found/, /❯ \[ \] vim +editors +2(\.1)? MB the program vim/, /enter choose/, "enter");
    await go(
      wizard,
      /❯ \[x\] vim /,
      /1 chosen/,
      /estimate +1 package, download 500 kB/,
      "esc",
      /❯ install +vim/,
    );
    await waitFor(() => JSON.stringify(kept("packages", "install")) === '["vim"]');
  });

  it("save a preset under a name that is one, and say so", async () => {
    const wizard = await open();
    await go(
      wizard,
      "p",
      /Save preset/,
      "Bad Name",
      /a name of at most 64/,
      "enter",
      "ctrl+u",
      "lab",
      "enter",
    );
    await go(wizard, /thinsmith +lab/);
    expect((await listPresets()).find(({ name }) => name === "lab")?.origin).toBe("own");
  });

  it("show the same as a command line", async () => {
    const wizard = await open();
    await toStep(wizard, "Memory");
    await go(wizard, "g", /❯ zram size/, "+", /55 %/, "s", /changed from the preset console: 1/, "c");
    await go(wizard, /build console --set zram\.sizePct=55/, "c", /changed from the preset/);
    await go(wizard, "y", /The command line was copied/);
    const line = `thinsmith build console --set zram.sizePct=55 --output ${join(folder, "build")}`;
    expect(wizard.copied).toEqual([line]);
    // Esc leaves the command line, not the summary.
    await go(wizard, "c", /build console --set/, "esc", /Summary[\s\S]*changed from the preset/);
  });
});

describe("Left and Right in a step", () => {
  it("change what has an order, open the rest, and never leave", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(wizard, "left", "g", /❯ user/, "left", "j", /❯ autologin +yes/, "left", /❯ autologin +no/);
    await go(wizard, "right", /❯ autologin +yes/, "j", "j", /❯ host name/, "right", /take it/, "esc");
    await go(wizard, "G", "k", /❯ ▸/, "right", /❯ ▾/, "right", "left", /❯ ▸/, "left", /esc back/);
  });
});

describe("the keyboard", () => {
  it("is taken from xkb's list, or written where it is not in there", async () => {
    const wizard = await open();
    await toStep(wizard, "Client");
    await go(wizard, "G", "k", /❯ ▸/, "right", /❯ ▾/, "j", "j", "j", /❯ keyboard +us/, "enter", /\d+ of \d+/);
    await go(
      wizard,
      "de nodead",
      /❯ +de:nodeadkeys/,
      "enter",
      /❯ keyboard +de:nodeadkeys/,
      "enter",
      /\d+ of/,
    );
    await go(wizard, "qq:new", /❯ +qq:new +your own value/, "enter", /❯ keyboard +qq:new/);
  });
});

describe("the summary", () => {
  it("says where the release goes, and has a row for each warning that leads to its setting", async () => {
    const wizard = await open();
    await toStep(wizard, "Kernel");
    await go(wizard, "g", "j", /❯ firmware/, "enter", /❯ \[x\] realtek|❯ \[.\]/);
    // The row, not the frame: other parts of the screen change as well.
    const row = () => /❯ \[.\] +\S+/.exec(wizard.frame())?.[0];
    for (let rows = 0; !row()?.includes("[x]") && rows < 10; rows += 1) {
      const before = row();
      wizard.press("j");
      await waitFor(() => row() !== before);
    }
    await go(wizard, "space", "esc", /❯ firmware +none/, "s", /❯ Build this image/);
    await go(wizard, /is written to .*\/console\/ and\s+becomes the current one/);
    await go(wizard, "k", /❯ ! No firmware/, /have no network\.\s+Setting kernel\.firmware\./);
    await go(wizard, "enter", /❯ firmware +none/);
  });

  it("keeps the cursor on its row when rows come in above it, or go", async () => {
    const settings = parseSettings({ version: 1, kernel: { firmware: [] } });
    const others = [settings, parseSettings({ version: 1, kernel: { firmware: ["realtek"] } })];
    let compare = (_with: number) => {};
    const Compared = () => {
      const [original, setOriginal] = useState(0);
      compare = setOriginal;
      const props = { settings, original: others[original] ?? settings, preset: "small", output: folder };
      return <Summary {...props} title="" note={undefined} onOpen={() => {}} onCommand={() => {}} />;
    };
    const wizard = draw(<Compared />);
    screen = wizard;
    await go(wizard, /❯ Build this image/, "k", /❯ ! No firmware/);
    compare(1);
    await go(wizard, /kernel\.firmware +none/, /❯ ! No firmware/, "j", /❯ Build this image/);
    compare(0);
    await go(wizard, /❯ Build this image +the same/, "g", /❯ Base/);
    compare(1);
    await go(wizard, "j", /❯ Kernel/);
  });
});

describe("the keys of the table", () => {
  /** A row down, once it is drawn: what comes next is compared with that. */
  const down = async (wizard: ReturnType<typeof draw>) => {
    const before = wizard.frame();
    wizard.press("down");
    await wizard.changes(before);
  };
  /** How a screen is reached from the hub. */
  const ways: Partial<Record<ScreenName, (wizard: ReturnType<typeof draw>) => Promise<void>>> = {
    steps: (wizard) => go(wizard, "j", "j", /❯ +Packages/),
    onward: (wizard) => toStep(wizard, "Memory"),
    step: async (wizard) => {
      await toStep(wizard, "Memory");
      await go(wizard, "g", "j", /❯ algorithm/);
    },
    choice: async (wizard) => {
      await toStep(wizard, "Packing");
      await go(wizard, "g", /❯ algorithm/, "enter", /enter take it/, "down", /❯ +xz/);
    },
    several: async (wizard) => {
      await toStep(wizard, "Kernel");
      await go(wizard, "g", "j", /❯ firmware/, "enter", /space choose/, "down", "down", /❯ \[.\] intel-wifi/);
    },
    list: async (wizard) => {
      await toStep(wizard, "Boot");
      await go(wizard, "g", "j", "j", "j", "j", "j", /❯ overlays/, "enter", /a add/);
      for (const item of ["one", "two", "six"])
        await go(wizard, "a", /take it/, item, "enter", new RegExp(`❯ ${item}`));
      await go(wizard, "k", /❯ two/);
    },
    packages: async (wizard) => {
      await toStep(wizard, "Packages");
      await go(wizard, "g", "j", /❯ install/, "enter", /62 packages/);
      for (const tool of ["tool-0", "tool-1", "tool-2"])
        await go(wizard, tool, new RegExp(`❯ \\[ \\] ${tool} `), "enter", new RegExp(`❯ \\[x\\] ${tool} `));
      await go(wizard, "up", /❯ \[x\] tool-1 /);
    },
    choiceSearch: async (wizard) => {
      await toStep(wizard, "Client");
      await go(wizard, "g", "j", "j", "j", "j", /❯ time zone/, "enter", /type to search/);
      await go(wizard, "amer", /\/ amer/, /❯ +America/);
    },
    choiceFound: async (wizard) => {
      await ways.choiceSearch?.(wizard);
      const first = /❯ +\S+/.exec(wizard.frame())?.[0] ?? "";
      await down(wizard);
      await down(wizard);
      await wizard.shows(/\? help/);
      expect(wizard.frame()).not.toContain(`${first} `);
    },
    severalSearch: async (wizard) => {
      await toStep(wizard, "Kernel");
      await go(wizard, "g", "j", /❯ firmware/, "enter", /space choose/, "e", /\/ e$/m, /esc show all/);
    },
    severalFound: async (wizard) => {
      await ways.severalSearch?.(wizard);
      await down(wizard);
      await down(wizard);
    },
    packagesSearch: async (wizard) => {
      await toStep(wizard, "Packages");
      await go(wizard, "g", "j", /❯ install/, "enter", /62 packages/, "tool", /\/ tool/, /60 found/);
    },
    packagesFound: async (wizard) => {
      await ways.packagesSearch?.(wizard);
      await go(wizard, "down", "down", /❯ \[ \] tool-2 /);
    },
    search: (wizard) => go(wizard, "/", /go to the list/, "mem", /\/ mem/, /❯ +Memory/),
    text: (wizard) => go(wizard, "p", /Save preset/, "lab", /name lab/),
    summary: (wizard) => go(wizard, "s", /enter build/),
  };
  const traces: readonly Command[] = ["erase", "cutWord", "cutWordLeft", "cutToStart"];
  const withoutTrace = writing.filter(({ command }) => !traces.includes(command)).flatMap(({ keys }) => keys);
  const inLine = withoutTrace.filter((key) => key !== "home" && key !== "end");
  const atFirst = [...inLine, "up", "pageup", "home"];
  /** Keys that have nothing to do where the test stands: what they do elsewhere is in the tests above. */
  const idle: Partial<Record<ScreenName, readonly string[]>> = {
    // The last row, which is no setting.
    onward: ["down", "j", "end", "G", "pagedown", "ctrl+d"],
    step: ["space", "-", "left", "backspace", "delete", "d"],
    // What is written ends at the cursor, which is a colour and so not in these frames.
    text: withoutTrace,
    search: withoutTrace,
    // And the first row.
    choiceSearch: atFirst,
    choiceFound: inLine,
    severalSearch: atFirst,
    severalFound: inLine,
    packagesSearch: atFirst,
    packagesFound: inLine,
    // The last row.
    summary: ["down", "j", "end", "G", "pagedown", "ctrl+d"],
  };
  const cases = (Object.keys(ways) as ScreenName[]).flatMap((name) =>
    // A build is not begun here, and what leaves the wizard is tested by itself.
    bindingsOf(name)
      .filter(({ command }) => command !== "build" && command !== "quit")
      .flatMap(({ keys }) => keys)
      .filter((key) => !idle[name]?.includes(key))
      .map((key) => [name, key] as const),
  );
  it.each(cases)("do something: %s, %s", async (name, key) => {
    // Clients of other sizes are in the panes of a wide terminal.
    const wizard = await ("<>".includes(key) ? open(120, 40) : open());
    await ways[name]?.(wizard);
    if ("<>".includes(key)) await wizard.shows("A client with");
    const before = wizard.frame();
    wizard.press(key);
    await wizard.changes(before);
    expect(commands).toEqual([]);
  });

  it.each(["steps", "step", "choice", "several", "list", "packages", "summary"] as const)(
    "are all in the help of the screen %s",
    async (name) => {
      const wizard = await open();
      await ways[name]?.(wizard);
      await go(wizard, "?", /Keys/);
      const top = wizard.frame();
      // Both ends of the help, which scrolls where it does not fit.
      if (top.includes("↓")) await go(wizard, "G", /↑/);
      for (const { label } of bindingsOf(name)) expect(top + wizard.frame()).toContain(label);
      await go(wizard, "esc", /\? help/);
    },
  );
});
