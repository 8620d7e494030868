import { appendFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useEffect, useState } from "react";
import stringWidth from "string-width";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Build } from "../../../components/build/Build.tsx";
import { BuildSession } from "../../../components/build/build-session.ts";
import { Failure } from "../../../components/build/Failure.tsx";
import type { Command } from "../../../components/keys/keys.ts";
import { useKeymap } from "../../../components/keys/useKeymap.ts";
import { Log, logKeys } from "../../../components/ui/log/Log.tsx";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { localStageNames } from "../../support/releases/stages.ts";
import { draw } from "../../support/ui/draw.tsx";
import { bindingsOf, type ScreenName } from "../../support/ui/screens.ts";
import { waitFor } from "../../support/wait.ts";

let folder: string;
let path: string;
let screen: ReturnType<typeof draw> | undefined;
const here = process.cwd();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-screens-"));
  path = join(folder, "build.log");
});
afterEach(async () => {
  screen?.unmount();
  process.chdir(here);
  await rm(folder, { recursive: true });
});

const show = (...args: Parameters<typeof draw>) => {
  screen = draw(...args);
  return screen;
};

const sizes = [
  [60, 20],
  [80, 24],
  [120, 40],
] as const;

/** Lines that would break a frame, were they drawn as they are; each with what has to be left of it. */
const nasty = [
  ["\x1b[2J\x1b[H\x1b]0;title\x07\x1b[31mcleared\x1b[0m", "cleared"],
  ["progress 1\rprogress 2\rback", "back"],
  [`wide ${"漢字".repeat(200)}`, "wide 漢字"],
  [`emoji ${"👩‍👩‍👧🎉".repeat(100)}`, "emoji "],
  [`combined ${"é̂".repeat(300)}`, "combined "],
  ["\u202eturned\u2066", "turned"],
  ["tab\tand\x00null\x08", "tab  andnull"],
  [`huge ${"x".repeat(1024 * 1024)}`, "huge xxx"],
] as const;

const fits = (frame: string, columns: number, rows: number) => {
  const lines = frame.replace(/\n$/, "").split("\n");
  // One row less than there are: a frame as tall as the terminal makes Ink clear it each time.
  expect(lines.length).toBe(rows - 1);
  for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
  expect(frame).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/);
};

const log = (stage: (typeof localStageNames)[number], line: string): BuildEvent => ({
  type: "log",
  at: Date.now(),
  stage,
  line,
});

/** A build with two stages running that goes on until it is cancelled; `say` adds events. */
const running = (expectedSeconds?: number) => {
  const waiting: BuildEvent[] = [];
  let wake = () => {};
  const say = (...events: BuildEvent[]) => {
    waiting.push(...events);
    wake();
  };
  let cancelled = false;
  const at = Date.now();
  say(
    {
      type: "build-started",
      at: at - 95_000,
      name: "lab",
      log: path,
      stages: localStageNames.map((stage) => ({
        stage,
        key: "k",
        ...(expectedSeconds === undefined ? {} : { expectedSeconds }),
      })),
    },
    { type: "stage-started", at, stage: "rootfs" },
    { type: "stage-progress", at, stage: "rootfs", fraction: 0.42, detail: "4 of 10 blocks" },
    log("rootfs", "line of rootfs"),
    { type: "stage-started", at, stage: "initrd" },
    log("initrd", "line of initrd"),
  );
  const session = new BuildSession(async function* (signal) {
    signal.addEventListener("abort", () => {
      cancelled = true;
      wake();
    });
    while (!cancelled) {
      const event = waiting.shift();
      if (event) yield event;
      else {
        await new Promise<void>((said) => {
          wake = said;
        });
      }
    }
    // The screen is still there while what was begun is removed.
    await new Promise(() => {});
  });
  return { session, say, isCancelled: () => cancelled };
};

/** Every key that a screen binds, with its command; `effects` has to know them all. */
const everyKey = <E,>(name: ScreenName, effects: Partial<Record<Command, E>>) =>
  bindingsOf(name).flatMap(({ keys, command }) =>
    keys.map((key): [string, Command, E] => {
      const effect = effects[command];
      if (!effect) throw new Error(`no test of ${key} (${command}) on the screen ${name}`);
      return [key, command, effect];
    }),
  );

describe("the build screen", () => {
  it.each(sizes)("stays whole in %d x %d, whatever tools print", async (columns, rows) => {
    const { session, say } = running();
    const { frame, shows } = show(<Build session={session} />, columns, rows);
    for (const [line, left] of nasty) {
      say(log("rootfs", line));
      await shows(left);
      fits(frame(), columns, rows);
    }
    for (const name of localStageNames) expect(frame()).toContain(name);
    expect(frame()).toContain("42 %");
    expect(frame()).toContain(columns < 100 ? "4 of 10 blocks" : "4 of 10 b");
    // What a stage says of itself is cut, too: its row stays one.
    say({
      type: "stage-progress",
      at: 0,
      stage: "rootfs",
      fraction: 0.42,
      detail: `long ${"y".repeat(300)}`,
    });
    await shows(/rootfs.* long y+….* 0:\d\d(?: │.*)?$/m);
    expect(frame()).toMatch(/rootfs.*\n[│ ]*. home/);
    fits(frame(), columns, rows);
  });

  it("has stages on one axis of time, and how busy the machine was at their right, where there is room", async () => {
    const { session } = running(60);
    const { shows, frame } = show(<Build session={session} />, 120, 40);
    await shows(/thinsmith +1:3\d {3}about (1:00|0:5\d) to go/);
    await shows(/processors .* \d+ %/);
    await shows(/memory +[\d.]+ of [\d.]+ GiB/);
    // Packing runs for 90 s and has 60 s to go.
    expect(frame()).toMatch(/● rootfs +█+░+/);
    expect(frame()).toMatch(/0:00( +\d:\d\d)+/);
    expect(frame()).toMatch(/log +\S/);
  });

  it("tells the time, what is left, and how busy the machine is", async () => {
    const { session } = running(60);
    const { shows } = show(<Build session={session} />, 99, 40);
    await shows(/Building lab +1:3\d {3}about (1:00|0:5\d) to go/);
    await shows(/cpu +\d+ % {3}memory [\d.]+ of [\d.]+ GiB {3}disk [\d.]+ GiB free {3}log \S*build\.log/);
  });

  it("says what it does before the first stage", async () => {
    const session = new BuildSession(async function* () {
      await new Promise(() => {});
      yield log("rootfs", "never");
    });
    const { press, shows } = show(<Build session={session} />);
    await shows("Looking at the cache, the packages and the free space");
    press("l");
    await shows("There is no log there now");
  });

  it("leaves out the time to go where it is not known", async () => {
    const { session } = running();
    const { frame, shows } = show(<Build session={session} />);
    await shows("Building lab");
    expect(frame()).not.toContain("to go");
  });

  const effects: Partial<Record<Command, (key: string) => Promise<void>>> = {
    log: async () => {
      await screen?.shows("only in the file");
      screen?.press("esc");
      await screen?.shows("Building lab");
    },
    nextPanel: async () => {
      await screen?.shows(/❯ rootfs[^❯]*$/);
    },
    previousPanel: async (key) => {
      screen?.press("down");
      await screen?.shows("❯ rootfs");
      screen?.press(key);
      await screen?.shows("❯ initrd");
    },
    search: async () => {
      await screen?.shows("go to the list");
      screen?.press("root");
      await waitFor(() => !screen?.frame().includes("customize"));
      await screen?.shows("❯ rootfs");
      screen?.press("enter");
      await screen?.shows(/esc show all/);
      screen?.press("esc");
      await screen?.shows("customize");
      expect(screen?.frame()).not.toContain("Cancel this build?");
    },
    cancel: async () => {
      await screen?.shows("Cancel this build?");
    },
    confirm: async () => {
      await screen?.shows("Cancelling ...");
    },
    help: async () => {
      await screen?.shows(/Keys +A build/);
      screen?.press("esc");
      await screen?.shows("Building lab");
    },
  };
  it.each(everyKey("build", effects))("%s: %s", async (key, command, effect) => {
    await writeFile(path, "only in the file\n");
    const { session, isCancelled } = running();
    const { press, shows } = show(<Build session={session} />);
    await shows("❯ initrd");
    if (command !== "previousPanel") press(key);
    await effect(key);
    expect(isCancelled()).toBe(command === "confirm");
  });

  it.each(everyKey("cancelling", { confirm: "Cancelling ...", back: "line of rootfs" }))(
    "while it asks, %s: %s",
    async (key, command, effect) => {
      const { session, isCancelled } = running();
      const { press, shows, frame } = show(<Build session={session} />);
      await shows("line of rootfs");
      press("c");
      await shows("Cancel this build?");
      press(key);
      await waitFor(() => !frame().includes("Cancel this build?"));
      await shows(effect);
      expect(isCancelled()).toBe(command === "confirm");
    },
  );

  it.each([
    ...everyKey("cancelled", { log: "only in the file", help: "Keys" }),
    ["ctrl+c", "a second time", "The build is ending"] as const,
  ])("while it is being cancelled, %s: %s", async (key, _, effect) => {
    await writeFile(path, "only in the file\n");
    const { session } = running();
    const { press, shows } = show(<Build session={session} />);
    await shows("line of rootfs");
    press("ctrl+c");
    await shows("Cancelling ...");
    press(key);
    await shows(effect);
  });

  it.each([
    [80, 24],
    [120, 40],
  ])("in %d x %d says what a cancelled build waits for, and how far nothing is", async (columns, rows) => {
    const { session } = running(60);
    const { press, shows, frame } = show(<Build session={session} />, columns, rows);
    await shows("42 %");
    press("ctrl+c");
    await shows("removing what was begun");
    expect(frame()).toMatch(/rootfs .*stopping/);
    expect(frame()).not.toMatch(/42 %|4 of 10|to go/);
  });

  it("asks before it cancels when Ctrl+C comes in the log", async () => {
    await writeFile(path, "only in the file\n");
    const { session, isCancelled } = running();
    const { press, shows } = show(<Build session={session} />);
    await shows("line of rootfs");
    press("l");
    await shows("only in the file");
    press("ctrl+c");
    await shows("Cancel this build?");
    expect(isCancelled()).toBe(false);
  });
});

const many = Array.from({ length: 300 }, (_, at) => `entry ${at}${at % 50 === 7 ? " needle" : ""};`);
/** First and last entry on screen. */
const span = (frame: string) => {
  const found = [...frame.matchAll(/entry (\d+)/g)].map((match) => Number(match[1]));
  return [found[0], found.at(-1)];
};

/** A screen that the log lies over: the screen gets ctrl+c. */
const UnderLog = ({ onClose, onQuit }: { onClose: () => void; onQuit: () => void }) => {
  const [inLog, setInLog] = useState(false);
  useEffect(() => setInLog(true), []);
  useKeymap(logKeys, (command) => {
    if (command === "quit") onQuit();
  });
  return inLog ? <Log path={path} onClose={onClose} /> : null;
};

describe("the log screen", () => {
  it.each(sizes)("stays whole in %d x %d, whatever is in the log", async (columns, rows) => {
    await writeFile(path, `${nasty.map(([line]) => line).join("\n")}\n`);
    const { frame, shows } = show(<Log path={path} onClose={() => {}} />, columns, rows);
    for (const [, left] of nasty) await shows(left);
    fits(frame(), columns, rows);
    expect(frame()).toContain("of 8, the end");
    expect(frame().match(/^ {3}(cleared|progress|wide|emoji|combined|turned|tab|huge)/gm)).toHaveLength(8);
  });

  /** What a key does, begun in the middle of the log with a search for the lines 7, 57, 107, ... */
  const effects: Partial<Record<Command, string | RegExp | [number, number]>> = {
    up: [103, 120],
    down: [105, 122],
    pageUp: [87, 104],
    pageDown: [121, 138],
    first: [0, 17],
    last: [282, 299],
    search: /^ \/ /m,
    searchNext: /❯ entry 157 needle;[\s\S]*4 of 6/,
    searchPrevious: /❯ entry 107 needle;[\s\S]*3 of 6/,
    back: "closed",
    quit: "quit",
    help: /Keys +The full log/,
  };
  it.each(everyKey("log", effects))("%s: %s", async (key, _, effect) => {
    await writeFile(path, `${many.join("\n")}\n`);
    let said = "";
    const say = (what: string) => () => {
      said = what;
    };
    const { press, shows, frame } = show(<UnderLog onClose={say("closed")} onQuit={say("quit")} />);
    const at = (from: number, to: number) =>
      waitFor(() => span(frame())[0] === from && span(frame())[1] === to, 5).catch(() => {
        throw new Error(`not at ${from} to ${to}:\n${frame()}`);
      });
    await at(282, 299);
    press("home");
    await at(0, 17);
    for (let page = 0; page < 6; page += 1) press("pagedown");
    await at(102, 119);
    press("/");
    await shows("go to the list");
    press("Needle");
    await shows("/ Needle");
    press("enter");
    // The match after the first row, with what led to it.
    await shows(/❯ entry 107 needle;[\s\S]*3 of 6/);
    await at(101, 118);
    for (let row = 0; row < 3; row += 1) {
      press("j");
      await at(102 + row, 119 + row);
    }
    if (effect instanceof RegExp && String(effect).includes("107")) {
      press("n");
      await shows(/❯ entry 157 needle;/);
    }
    press(key);
    if (Array.isArray(effect)) await at(...(effect as [number, number]));
    else if (effect instanceof RegExp) await shows(effect);
    else await waitFor(() => said === effect);
  });

  it.each(
    everyKey<string>("search", {
      accept: "1 of 6",
      back: "all",
      quit: "quit",
      // What stands in the line when an X is typed after the key.
      left: "needXle",
      right: "needleX",
      wordLeft: "Xneedle",
      wordRight: "needleX",
      first: "Xneedle",
      last: "needleX",
      erase: "needXe",
      delete: "needlX",
      cutWord: "Xe",
      cutWordLeft: "Xe",
      cutWordRight: "needlX",
      cutToStart: "Xe",
      cutToEnd: "needlX",
      putBack: "needlXe",
      // Not for the line, but for the draft, which a log does not have.
      undo: "needlXe",
      redo: "needlXe",
    }),
  )("while a search is written, %s: %s", async (key, command, effect) => {
    await writeFile(path, `${many.join("\n")}\n`);
    let said = "";
    const quit = () => {
      said = "quit";
    };
    const { press, shows, frame } = show(<UnderLog onClose={() => {}} onQuit={quit} />);
    await shows("entry 299");
    press("g");
    await shows("entry 0");
    press("/");
    await shows("go to the list");
    press("needle");
    await shows("/ needle");
    if (command !== "accept") press("left");
    if (command === "putBack") press("ctrl+u");
    press(key);
    if (command === "quit") await waitFor(() => said === effect);
    else if (command === "accept") await shows(effect);
    else if (command === "back") {
      await waitFor(() => !frame().includes("needle "));
      expect(frame()).not.toMatch(/[❯+] entry/);
    } else {
      press("X");
      await shows(new RegExp(`^ / ${effect} *$`, "m"));
    }
  });

  it("follows a log that grows and is moved, and stays where a person has scrolled to", async () => {
    await writeFile(path, `${many.join("\n")}\n`);
    const { press, shows, frame } = show(<Log path={path} onClose={() => {}} />);
    await shows("entry 299");
    const moved = join(folder, "moved.log");
    await rename(path, moved);
    await appendFile(moved, "grown 1\n");
    await shows("grown 1");
    press("k");
    await waitFor(() => !frame().includes("the end"));
    await appendFile(moved, "grown 2\n");
    await shows("of 302");
    expect(frame()).not.toContain("grown 2");
    press("G");
    await shows("grown 2");
  });

  it("says that there is no log, and shows it when there is", async () => {
    const { shows } = show(<Log path={path} onClose={() => {}} />);
    await shows("There is no log there now");
    await writeFile(path, "now there is\n");
    await shows("now there is");
  });

  it("says where a text is not found", async () => {
    await writeFile(path, "something\n");
    const { press, shows } = show(<Log path={path} onClose={() => {}} />);
    await shows("something");
    press("/");
    await shows("go to the list");
    press("absent");
    await shows("/ absent");
    press("enter");
    await shows("/ absent   not found");
  });
});

const settings = parseSettings({ version: 1, name: "lab" });
const failed = () => ({
  stage: "bootstrap" as const,
  message: "The package chromimum does not exist in Debian 13 trixie.",
  remedy: "Correct the name in packages.install.",
  setting: "packages.install",
  command: ["mmdebstrap", "--include=chromimum", "trixie"],
  exitCode: 25,
  lastLines: [...nasty.map(([line]) => line), "E: Unable to locate package chromimum"],
  log: path,
  cancelled: false,
});

describe("the failure screen", () => {
  it.each(sizes)("says in %d x %d what failed, why, and what to do", async (columns, rows) => {
    const yesterday = new Date(Date.now() - 86_400_000);
    yesterday.setHours(16, 20);
    const { frame, shows } = show(
      <Failure failure={failed()} settings={settings} currentSince={yesterday} onCommand={() => {}} />,
      columns,
      rows,
    );
    await shows("chromimum does not exist");
    fits(frame(), columns, rows);
    const text = frame().replace(/\s+/g, " ");
    for (const part of [
      "Build failed",
      "stage bootstrap",
      "Nothing was changed: the release of yesterday 16:20 is still current.",
      "What to do",
      "Correct the name in packages.install.",
      "e changes packages.install.",
      "r continues from bootstrap",
      "E: Unable to locate package chromimum",
      "exit 25",
      "full log",
      "build.log",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("offers no log and no setting where there is none", async () => {
    const failure = { message: "It broke.\nin two lines", cancelled: false };
    const { frame, shows, press } = show(
      <Failure failure={failure} settings={settings} onCommand={() => {}} />,
    );
    await shows("It broke.");
    expect(frame()).toContain("in two lines");
    expect(frame()).toContain("r tries again.");
    expect(frame()).not.toContain("e changes");
    expect(frame()).not.toContain("change the setting");
    press("l");
    await shows("There is no log");
  });

  const effects: Partial<Record<Command, string>> = {
    retry: "retry",
    undo: "undo",
    redo: "redo",
    edit: "edit",
    log: "only in the file",
    report: "report-lab-",
    back: "back",
    help: "help",
    quit: "quit",
  };
  it.each(everyKey("failure", effects))("%s: %s", async (key, command, effect) => {
    await writeFile(path, "only in the file\n");
    process.chdir(folder);
    const commands: Command[] = [];
    const { press, shows } = show(
      <Failure failure={failed()} settings={settings} onCommand={(one) => commands.push(one)} />,
    );
    await shows("chromimum");
    press(key);
    if (command === "help") await shows("Keys");
    else if (command !== "log" && command !== "report") {
      await waitFor(() => commands.length > 0);
      expect(commands).toEqual([effect]);
      return;
    }
    await shows(effect);
    if (command === "report") {
      const [name = ""] = (await readdir(folder)).filter((file) => file.startsWith("report-"));
      expect(screen?.frame()).toContain(name);
      expect(await readFile(join(folder, name), "utf8")).toContain("only in the file");
    } else {
      press("esc");
      await shows("What to do");
    }
    expect(commands).toEqual([]);
  });
});
