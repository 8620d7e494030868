import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReactNode } from "react";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Beginnings } from "../../components/app/beginning.ts";
import { Build } from "../../components/build/Build.tsx";
import { BuildSession } from "../../components/build/build-session.ts";
import { Done } from "../../components/build/Done.tsx";
import { Failure } from "../../components/build/Failure.tsx";
import { Serve } from "../../components/serve/Serve.tsx";
import { ServeSetup } from "../../components/serve/ServeSetup.tsx";
import { ServeSession } from "../../components/serve/serve-session.ts";
import { beginningWith } from "../../components/serve/serve-setup.ts";
import { Log } from "../../components/ui/log/Log.tsx";
import type { BuildEvent } from "../../src/pipeline/events.ts";
import type { ServeEvent } from "../../src/serve/events/events.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import { makeRelease } from "../support/releases/fake-release.ts";
import { localStageNames } from "../support/releases/stages.ts";
import { openApp, openAppAt } from "../support/ui/app.tsx";
import { checksAt, good, openBootScreen } from "../support/ui/boot-screen.tsx";
import { draw } from "../support/ui/draw.tsx";
import { explore, newArchives } from "../support/ui/explored.tsx";
import { waitFor } from "../support/wait.ts";

/** Every frame is drawn at this moment; local time, so that clocks show the same in each time zone. */
const now = new Date(2026, 10, 27, 12, 0, 0);
const ago = (seconds: number) => now.getTime() - seconds * 1000;

const folder = mkdtempSync(join(tmpdir(), "thinsmith-frames-"));
const start = process.cwd();
const stanza = ([name, section, description]: readonly [string, string, string]) =>
  `Package: ${name}\nVersion: 1\nArchitecture: amd64\nPriority: optional\nSection: ${section}\nInstalled-Size: 2048\nSize: 500000\nDescription: ${description}\n`;
const packages = [
  ["vim", "editors", "Vi IMproved - enhanced vi editor"],
  ["vim-tiny", "editors", "Vi IMproved - enhanced vi editor - compact version"],
  ["htop", "utils", "interactive processes viewer"],
] as const;

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
  rmSync(folder, { recursive: true });
});

let close: (() => void) | undefined;
afterEach(() => close?.());

/** How busy this machine is. */
const withoutLoad = (line: string) =>
  /^ cpu +\d+ %/.test(line)
    ? " (how busy the machine is)"
    : line.replace(/│ (processors|network|disk|memory|free) .*│$/, "│ $1 (how busy it is) │");

/** The folder of a screen: its feature, or the wizard. */
const roomOf = (name: string): string => /^(boot|build|inspect|serve)(?=-|$)/.exec(name)?.[0] ?? "wizard";

describe.each([
  [80, 24],
  [120, 40],
])("the frames in %d x %d", (columns, rows) => {
  const show = (node: ReactNode) => {
    const screen = draw(node, columns, rows);
    close = screen.unmount;
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
    await expect(text).toMatchFileSnapshot(`frames/${columns}x${rows}/${roomOf(name)}/${name}.txt`);
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
    close = screen.unmount;
    return screen;
  };
  /** From the steps to one of them, by its place. */
  const toStep = async (screen: ReturnType<typeof draw>, title: string) => {
    const titles = ["Base", "Kernel", "Packages", "Exclude", "Memory", "Packing", "Client", "Boot", "Serve"];
    for (const passed of titles.slice(1, titles.indexOf(title) + 1))
      await go(screen, "j", new RegExp(`❯ +${passed}`));
    await go(screen, "enter", /Next: /, "g");
  };

  it("start", async () => {
    const first: Partial<Beginnings> = {
      built: [{ name: "lab", id: "x", at: new Date(ago(7200)) }],
      draft: { name: "shop", building: false, changedAt: ago(60) },
    };
    const screen = await openApp({ output: "build", columns, rows, ...first });
    close = screen.unmount;
    await matches("start", screen);
    await go(screen, "?", /Keys/);
    await matches("help", screen);
  });

  it("steps, summary and save preset", async () => {
    const screen = await begin("console");
    await go(screen, /\d+ packages?, .*download/);
    await matches("steps", screen);
    await go(screen, "s", /enter build/);
    await matches("summary", screen);
    await go(screen, "p", /Save preset/, "my shop", /! /);
    await matches("save-preset", screen);
  });

  it("steps and their editors", async () => {
    const screens: [string, string, ...(string | RegExp)[]][] = [
      ["step", "Memory", /❯ zram size/, /room for about/],
      ["edit-text", "Client", /❯/, "enter", /take it/, "ctrl+u", "UPPER", /! /],
      ["edit-choice", "Packing", /❯ algorithm/, "enter", /enter choose/],
      ["edit-several", "Kernel", "j", /❯ firmware/, "enter", /space choose/],
      [
        "edit-list",
        "Boot",
        ..."jjjj",
        /❯ overlays/,
        "enter",
        /a add/,
        "a",
        /take it/,
        "one",
        "enter",
        /❯ one/,
      ],
      ["edit-packages", "Packages", "j", /❯ install/, "enter", /3 packages/, "/", "vim", /2 found/],
      ["edit-roles", "Packages", /❯ roles/, "enter", /space choose/, /adds/],
      ["edit-paths", "Exclude", /❯ directories/, "enter", /space choose/],
    ];
    for (const [name, step, ...way] of screens) {
      rmSync(join(folder, "config"), { recursive: true, force: true });
      const screen = await begin("console");
      await go(screen, /\d+ packages?, .*download/);
      await toStep(screen, step);
      await go(screen, ...way);
      await matches(name, screen);
      screen.unmount();
    }
  });

  it("discard", async () => {
    const before = await begin("console");
    await go(before, /\d+ packages?, .*download/);
    await toStep(before, "Memory");
    await go(before, /❯ zram size/, "+", /55 %/, "esc", /zram 55 %/, "q");
    before.unmount();
    const draft = { name: "shop", building: false, changedAt: ago(60) };
    const screen = await begin("New image", { draft });
    await screen.shows("would be lost");
    await matches("discard", screen);
  });

  it("mistakes", async () => {
    const preset = {
      ...{ name: "shop", origin: "own" as const, description: "", file: "presets.json" },
      content: { version: 1, zram: { sizePct: 500 }, client: { user: "UPPER" }, unknown: true },
    };
    const screen = await begin("shop", { presets: [preset] });
    await screen.shows("The preset shop");
    await matches("mistakes", screen);
  });

  const events = (paused: boolean): BuildEvent[] => [
    {
      ...{ type: "build-started", at: ago(95), name: "lab", log: "build/lab/build.log" },
      stages: localStageNames.map((stage) => ({ stage, key: "k", expectedSeconds: 30 })),
    },
    { type: "stage-ended", at: ago(95), stage: "bootstrap", outcome: "cached", seconds: 0 },
    { type: "stage-started", at: ago(90), stage: "customize" },
    ...(paused
      ? ([
          { type: "stage-progress", at: ago(80), stage: "customize", detail: "waiting for you" },
          {
            type: "stage-paused",
            stage: "customize",
            ...{ at: ago(80), machine: "template", command: "vagrant ssh template" },
          },
        ] as const)
      : ([
          { type: "stage-ended", at: ago(80), stage: "customize", outcome: "done", seconds: 10 },
          { type: "stage-started", at: ago(60), stage: "rootfs" },
          { type: "stage-progress", at: ago(2), stage: "rootfs", fraction: 0.42, detail: "4 of 10 blocks" },
          { type: "log", at: ago(2), stage: "rootfs", line: "usr/lib/x86_64-linux-gnu/libc.so.6" },
          { type: "stage-started", at: ago(60), stage: "initrd" },
          { type: "log", at: ago(2), stage: "initrd", line: "Adding module r8169.ko" },
        ] as const)),
  ];
  const build = (paused: boolean) =>
    show(
      <Build
        session={
          new BuildSession(async function* () {
            yield* events(paused);
            await new Promise(() => {});
          })
        }
      />,
    );

  it("build", async () => {
    const running = build(false);
    await go(running, /Adding module/, /(?:cpu|processors) .*\d+ %/);
    await matches("build", running);
    await go(running, "c", /Cancel this build/);
    await matches("build-cancelling", running);
    running.unmount();
    const paused = build(true);
    await go(paused, /is yours/, /(?:cpu|processors) .*\d+ %/);
    await matches("build-paused", paused);
  });

  it("failure", async () => {
    const failure = {
      stage: "bootstrap",
      message: "The package chromimum does not exist in Debian 13 trixie.",
      remedy: "Correct the name in packages.install.",
      setting: "packages.install",
      command: ["mmdebstrap", "--include=chromimum", "trixie"],
      exitCode: 25,
      lastLines: ["Reading package lists...", "E: Unable to locate package chromimum"],
      log: "build/lab/failed/build.log",
      cancelled: false,
    } as const;
    const screen = show(
      <Failure
        failure={failure}
        currentSince={new Date(ago(86_400))}
        settings={parseSettings({ version: 1 })}
        onCommand={() => {}}
      />,
    );
    await screen.shows("What to do");
    await matches("failure", screen);
  });

  it("done", async () => {
    const output = join(folder, "build");
    rmSync(output, { recursive: true, force: true });
    const made = await makeRelease({ output, id: "20261127T110000Z-bbbbbbbb" });
    const before = {
      ...made,
      manifest: { ...made.manifest, finishedAt: new Date(ago(86_400)).toISOString() },
    };
    const change = (name: string) => ({ name, before: "1", after: "2" });
    const screen = show(
      <Done
        title="lab is built"
        context="3:24   4 of 6 stages from the cache"
        release={made}
        notes={["The time zone Europe/Vienna is not the machine's."]}
        since={{
          before,
          changes: {
            files: made.manifest.files.map(({ name, size }) => ({ name, before: size - 12, after: size })),
            packages: { added: [change("vim")], removed: [], upgraded: [change("curl")], downgraded: [] },
          } as never,
        }}
        tested={{ kind: "ok", sentence: "It boots: 38 s, 331 MiB in use" }}
        onNext={() => {}}
        onCommand={() => {}}
      />,
    );
    await screen.shows("Test boot");
    await matches("done", screen);
  });

  it("log", async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1} of the log`);
    writeFileSync("build.log", `${lines.join("\n")}\n`);
    const screen = show(<Log path="build.log" onClose={() => {}} />);
    await go(screen, /of 60, the end/, "/", "line 5", "enter", /of 11 *$/m);
    await matches("log", screen);
  });

  it("boot", async () => {
    const screen = openBootScreen(columns, rows, "lab");
    close = screen.unmount;
    for (let line = 1; line <= 40; line += 1) screen.says(`[  OK  ] Started service ${line}.\r\n`);
    screen.reaches(checksAt(3));
    await go(screen, /service 40/, /● system assembled/);
    await matches("boot", screen);
    screen.reaches(checksAt(11));
    screen.judges(good);
    await screen.shows("It boots: 38 s");
    await matches("boot-verdict", screen);
  });

  it("serve setup", async () => {
    const interfaces = [
      {
        ...{ name: "eth1", mac: "52:54:00:00:00:01", up: true, link: true, loopback: false },
        subnet: { address: "192.168.77.1", prefix: 24 },
      },
    ];
    const screen = show(
      <ServeSetup
        name="lab"
        interfaces={interfaces}
        start={{ ...beginningWith(interfaces), dhcp: "full" }}
        onStart={() => {}}
        onCommand={() => {}}
      />,
    );
    await screen.shows("❯ Start serving");
    await matches("serve-setup", screen);
  });

  it("serve", async () => {
    const who = (number: number) => ({ mac: `52:54:00:00:77:0${number}`, ip: `192.168.77.10${number}` });
    const said: ServeEvent[] = [
      {
        ...{ type: "serve-started", at: ago(60), image: "lab", interface: "eth1", address: "192.168.77.1" },
        ...{ prefix: 24, dhcp: "proxy", tftp: true, http: { server: "nginx", port: 80 } },
        ...{ url: "http://192.168.77.1/boot.ipxe", log: "build/lab/serve-eth1.log" },
      },
      { type: "offer", at: ago(60), release: "20261122T211403Z-aaaaaaaa", canaries: 0, singles: 1 },
      {
        ...{ type: "fetch-started", at: ago(4), id: 1, file: "rootfs.squashfs", from: 0, release: "r" },
        ...{ size: 100_000_000, ...who(1) },
      },
      { type: "fetch-progress", at: ago(1), sent: { 1: 61_000_000 } },
      { type: "client", at: ago(30), step: "up", detail: "after 38 s as desk", ...who(2) },
      {
        ...{ type: "client-failed", at: ago(10), ...who(3) },
        failure: {
          ...{ client: "52:54:00:00:77:03", code: "MEMORY", message: "The image needs more memory." },
          facts: "1024 MiB",
        },
      },
      { type: "problem", at: ago(5), message: "dnsmasq was ended by SIGKILL.", remedy: "" },
    ];
    const session = new ServeSession(async function* () {
      yield* said;
      await new Promise(() => {});
    });
    const screen = show(<Serve session={session} onCommand={() => {}} />);
    await go(screen, /3 clients: 1 up, 1 loading, 1 failed/, "G", /❯ ✘/);
    await matches("serve", screen);
    await go(screen, "q", /Stop serving\?/);
    await matches("serve-stopping", screen);
  });

  it("inspect", async () => {
    const others = [{ directory: archives.after, label: "lab, today 11:00" }];
    const screen = await explore(archives.before, { columns, rows, others });
    close = screen.close;
    await screen.go(/[▸+] usr\//, /most: /, "enter", /▾ usr\//);
    await matches("inspect", screen);
    await screen.go("p", /squashfs {2}packages/);
    await matches("inspect-packages", screen);
    await screen.go("esc", /by size/, "t", /\[largest\]/, "tab", /the same|twice or more/);
    await matches("inspect-duplicates", screen);
    await screen.go("esc", /by size/, "/", "motd", "enter", /❯ +motd/, "v", /1 to 3 of 3/);
    await matches("inspect-file", screen);
    await screen.go("x", /Extract/, /Owners and modes/);
    await matches("inspect-extract", screen);
    await screen.go("esc", /by size/, "d", /compare with/);
    await matches("inspect-compare", screen);
    await screen.go("enter", /\d+ differences/);
    await matches("inspect-comparison", screen);
  });
});
