import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { Build } from "../../../../components/build/Build.tsx";
import { BuildSession } from "../../../../components/build/build-session.ts";
import { Done } from "../../../../components/build/Done.tsx";
import { Failure } from "../../../../components/build/Failure.tsx";
import { Log } from "../../../../components/ui/log/Log.tsx";
import type { BuildEvent } from "../../../../src/pipeline/events.ts";
import { emptyBuildView, foldAll } from "../../../../src/pipeline/fold.ts";
import { parseSettings } from "../../../../src/settings/parse.ts";
import { makeRelease } from "../../releases/fake-release.ts";
import { localStageNames } from "../../releases/stages.ts";
import { ago, type Framing } from "./framing.tsx";

/** A build, its ends, and its log. */
export const buildFrames = ({ columns, show, matches, go, folder }: Framing): void => {
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

  /** How busy the machine is, all of it. */
  const load = columns < 100 ? /cpu .*\d+ %/ : /free +[\d.]+ GiB/;

  it("build", async () => {
    const running = build(false);
    await go(running, /Adding module/, load);
    await matches("build", running);
    await go(running, "c", /Cancel this build/);
    await matches("build-cancelling", running);
    running.unmount();
    const paused = build(true);
    await go(paused, /is yours/, load);
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
        build={foldAll(emptyBuildView, [
          ...events(false).slice(0, 1),
          { type: "stage-started", at: ago(90), stage: "bootstrap" },
          { type: "stage-ended", at: ago(58), stage: "bootstrap", outcome: "failed", seconds: 32 },
        ])}
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
    const change = (name: string, bytes: number) => ({ name, before: "1", after: "2", bytes });
    const release = {
      ...made,
      manifest: {
        ...made.manifest,
        files: made.manifest.files.map(({ size, ...file }) => ({
          ...{ ...file, size: /^(vmlinuz|initrd|rootfs|home)/.test(file.name) ? size * 1_000_000 : size },
        })),
        packages: [
          ["linux-image", 400_000],
          ["vim", 4096],
          ["curl", 512],
        ].map(([name, installedKiB]) => ({
          name,
          installedKiB,
          version: "1",
          architecture: "amd64",
        })) as never,
      },
    };
    const screen = show(
      <Done
        title="lab is built"
        context="3:24   4 of 6 stages from the cache"
        release={release}
        notes={["The time zone Europe/Vienna is not the machine's."]}
        since={{
          before,
          changes: {
            files: release.manifest.files.map(({ name, size }, index) => ({
              ...{ name, before: size > 1e6 ? size - index * 3_000_000 : size, after: size },
            })),
            packages: {
              ...{ added: [change("vim", 4_200_000)], removed: [], downgraded: [] },
              upgraded: [change("curl", -120_000)],
            },
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
    const lines = Array.from({ length: 60 }, (_, index) => `12:00:10 rootfs: line ${index + 1} of the log`);
    const stages = [
      "12:00:00 == bootstrap cached after 0.0 s",
      "12:00:01 == customize",
      "12:00:10 == customize done after 9.4 s",
    ];
    const log = [...stages, "12:00:10 == rootfs", ...lines, "12:01:30 == initrd"];
    writeFileSync("build.log", `${log.join("\n")}\n`);
    const screen = show(<Log path="build.log" ofBuild onClose={() => {}} />);
    await go(screen, /of 65, the end/, "/", "line 5", "enter", /of 11( |$)/m);
    await matches("log", screen);
  });
};
