import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { Ask } from "../../components/app/Ask.tsx";
import { aboutSaving, saveAs } from "../../components/app/save-as.ts";
import { Build } from "../../components/build/Build.tsx";
import { BuildSession } from "../../components/build/build-session.ts";
import { Failure } from "../../components/build/Failure.tsx";
import { minutes } from "../../components/ui/format.ts";
import type { BuildEvent } from "../../src/pipeline/events.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import { listPresets } from "../../src/settings/preset-list.ts";
import { loadSettings, savePreset } from "../../src/settings/presets.ts";
import { sanitize } from "../../src/system/text.ts";
import { localStageNames } from "../support/releases/stages.ts";
import { draw } from "../support/ui/draw.tsx";
import { removeFolder } from "../support/ui/remove-folder.ts";
import { bindingsOf, commandOf, keyTable, type ScreenName } from "../support/ui/screens.ts";
import { waitFor } from "../support/wait.ts";

const started: BuildEvent = {
  type: "build-started",
  at: Date.now(),
  name: "console",
  log: "build/console/build.log",
  stages: localStageNames.map((stage) => ({ stage, key: "k" })),
};

describe("build screen", () => {
  it.each([
    [60, 18],
    [80, 24],
    [120, 40],
  ])("shows stages, progress and a panel for each running stage in %d x %d", async (columns, rows) => {
    let end: () => void = () => {};
    const session = new BuildSession(async function* () {
      yield started;
      yield { type: "stage-started", at: Date.now(), stage: "rootfs" };
      yield {
        type: "stage-progress",
        at: Date.now(),
        stage: "rootfs",
        fraction: 0.42,
        detail: "4 of 10 blocks",
      };
      yield {
        type: "log",
        at: Date.now(),
        stage: "rootfs",
        line: "\x1b[31mred\x1b[0m \x1b]0;title\x07line\ttab",
      };
      yield { type: "stage-started", at: Date.now(), stage: "initrd" };
      yield { type: "log", at: Date.now(), stage: "initrd", line: `Adding module ${"x".repeat(100_000)}` };
      await new Promise<void>((done) => {
        end = done;
      });
      yield { type: "build-ended", at: Date.now(), ok: true, seconds: 1 };
    });
    const { frame, press, unmount } = draw(<Build session={session} />, columns, rows);
    await waitFor(() => frame().includes("Adding module"));
    const lines = frame().split("\n");
    expect(lines.length).toBeLessThanOrEqual(rows - 1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(frame()).toContain("42 %");
    // Where only one log fits, the next is a key away.
    if (rows < 24) press("j");
    await waitFor(() => /red line {2}tab/.test(frame()));
    for (const name of localStageNames) expect(frame()).toContain(name);
    press("c");
    await waitFor(() => frame().includes("Cancel this build?"));
    press("n");
    await waitFor(() => !frame().includes("Cancel this build?"));
    press("?");
    await waitFor(() => frame().includes("Keys") && frame().includes("A build"));
    end();
    await session.ended;
    unmount();
  });
});

describe("failure screen", () => {
  it("has message, remedy, command and log, and no escape codes of the tool", async () => {
    const failure = {
      stage: "bootstrap",
      message: "The package chromimum does not exist in Debian 13 trixie.",
      remedy: "Correct the name in packages.install.",
      command: ["mmdebstrap", "trixie"],
      exitCode: 25,
      lastLines: ["E: Unable \x1b[2Jto locate"],
      log: "build/x/build.log",
      cancelled: false,
    } as const;
    const { frame, unmount } = draw(
      <Failure failure={failure} settings={parseSettings({ version: 1 })} onCommand={() => {}} />,
    );
    await waitFor(() => frame().includes("chromimum"));
    for (const part of [
      "stage bootstrap",
      "What to do",
      "exit 25",
      "E: Unable to locate",
      "build/x/build.log",
    ]) {
      expect(frame()).toContain(part);
    }
    unmount();
  });
});

describe("key table", () => {
  it("gives no key of a screen two meanings", () => {
    for (const [screen, bindings] of Object.entries(keyTable)) {
      const keys = bindings.flatMap((binding) => binding.keys);
      expect(new Set(keys).size, screen).toBe(keys.length);
    }
  });

  it("has a way out of every screen", () => {
    const out = ["quit", "back", "cancel"];
    // A build that is being cancelled ends by itself; "everywhere" has keys beside those of a screen.
    const without = ["cancelled", "everywhere"];
    const screens = (Object.keys(keyTable) as ScreenName[]).filter((screen) => !without.includes(screen));
    for (const screen of screens) {
      expect(
        bindingsOf(screen).some(({ command }) => command && out.includes(command)),
        screen,
      ).toBe(true);
    }
    expect(commandOf("start", "q")).toBe("quit");
    expect(commandOf("start", "x")).toBeUndefined();
  });
});

describe("format", () => {
  it("shows times as minutes and seconds", () => {
    expect([minutes(0), minutes(65.4), minutes(3600)]).toEqual(["0:00", "1:05", "60:00"]);
  });

  it("takes the harm out of a line", () => {
    expect(sanitize("a\x1b[2Jb\rc\u202ed\x07")).toBe("abcd");
  });
});

describe("saving a preset", () => {
  it("replaces one of the same name only at a second Enter", async () => {
    const folder = mkdtempSync(join(tmpdir(), "thinsmith-saving-"));
    vi.stubEnv("THINSMITH_CONFIG", folder);
    const settings = { ...parseSettings({ version: 1 }), name: "shop" };
    await savePreset("lab", settings, false);
    const there = async () => (await loadSettings("lab")).description;
    const screen = draw(
      <Ask
        {...{ title: "Save preset", context: "shop", label: "name", start: "" }}
        about={aboutSaving(await listPresets())}
        onTake={(name, again) => saveAs(name, { ...settings, description: "new" }, again)}
        onCommand={() => {}}
      />,
    );
    await screen.shows("Yours so far: lab.");
    screen.press("lab");
    await screen.shows(/name lab/);
    screen.press("enter");
    await screen.shows("There is a preset lab. Enter again replaces it");
    expect(await there()).not.toBe("new");
    screen.press("enter");
    await waitFor(async () => (await there()) === "new");
    screen.unmount();
    vi.unstubAllEnvs();
    removeFolder(folder);
  });
});
