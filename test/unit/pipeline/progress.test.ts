import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { localStages } from "../../../src/builders/local/definitions.ts";
import { followInitrd } from "../../../src/builders/tree/follow-initrd.ts";
import type { Built } from "../../../src/contents/built.ts";
import { consoleWork, type Work, workOf } from "../../../src/contents/work.ts";
import { bootstrap } from "../../../src/distributions/debian/bootstrap.ts";
import { buildSeconds, stageSeconds } from "../../../src/pipeline/estimates.ts";
import type { BuildEvent } from "../../../src/pipeline/events.ts";
import { type BuildView, emptyBuildView, fold } from "../../../src/pipeline/fold.ts";
import { remainingSeconds, steadyProgress } from "../../../src/pipeline/remaining.ts";

const begin = Date.UTC(2026, 10, 27);

/**
 * A real build, on a machine that was four times as busy as the one that the stages' seconds were measured on, with the
 * lines of apt, dpkg and the initrd's generator from which the progress is made. `console-busy` is from a machine that was
 * five times as busy; the others were recorded before the initrd's script said how many modules there are.
 * @param packages how many the build expects
 */
const recorded = (name: string, packages?: number): BuildEvent[] => {
  const events: BuildEvent[] = [];
  let at = 0;
  const progress = (stage: string) => (fraction: number | undefined, detail?: string) =>
    events.push({ type: "stage-progress", at, stage, fraction, detail });
  const lines: Record<string, (line: string) => void> = {
    bootstrap: bootstrap.follow(progress("bootstrap"), packages),
    initrd: followInitrd({ inputs: { compression: "zstd" }, log: () => {}, progress: progress("initrd") }),
  };
  const text = readFileSync(new URL(`recorded/build-${name}.ndjson`, import.meta.url), "utf8");
  for (const line of text.trimEnd().split("\n")) {
    const event: BuildEvent = JSON.parse(line);
    // Recorded from 0 on.
    event.at += begin;
    at = event.at;
    if (event.type === "log") lines[event.stage]?.(event.line);
    else events.push(event);
  }
  return events;
};

const level = { compression: "zstd", level: 9 } as const;

/** What a build on the same machine was expected to take after the recorded one of the console. */
const expectedAfterConsole = (work: Work) => {
  const seconds = new Map(
    recorded("console").flatMap((event) =>
      event.type === "stage-ended" ? [[event.stage, event.seconds]] : [],
    ),
  );
  const console: Built = {
    ...{ id: "20261127T145132Z-1", name: "console", seconds },
    settings: {
      ...{ distribution: "debian", suite: "trixie", builder: "local" },
      exclude: { paths: [], packages: [] },
      rootfs: { ...level, blockSize: "128K" },
      initrd: { compression: "zstd", modules: "netboot" },
    },
    packages: new Set(["dracut-install", ...Array.from({ length: 160 }, (_, at) => `p${at}`)]),
    installedKiB: (consoleWork.megabytes * 1e6) / 1024,
    ...{ imageBytes: 170e6, loaderBytes: 37e6 },
  };
  const { initrd } = console.settings;
  return stageSeconds(localStages, { name: "desktop-lxde", rootfs: level, initrd }, work, [console]);
};

/** The build of a desktop, which began when only the console had been built. */
const desktop = (): { events: BuildEvent[]; expected: ReadonlyMap<string, number> } => {
  const work = workOf(489, 1007, level);
  const expected = expectedAfterConsole(work);
  const events = recorded("desktop-lxde", work.packages).map((event) =>
    event.type === "build-started"
      ? {
          ...event,
          stages: event.stages.map((one) => ({ ...one, expectedSeconds: expected.get(one.stage) ?? 0 })),
        }
      : event,
  );
  return { events, expected };
};

/** The build as somebody sees it who looks twice a second. */
const looks = (events: readonly BuildEvent[]) => {
  const end = events.at(-1)?.at ?? 0;
  const progress = steadyProgress();
  let view: BuildView = emptyBuildView;
  let next = 0;
  const seen: { at: number; share: number; left: number | undefined; real: number }[] = [];
  for (let at = begin; at <= end; at += 500) {
    for (; (events[next]?.at ?? Number.POSITIVE_INFINITY) <= at; next += 1)
      view = fold(view, events[next] as BuildEvent);
    seen.push({
      at,
      share: progress(view, at),
      left: remainingSeconds(view, at),
      real: (end - at) / 1000,
    });
  }
  return { seen, end, last: progress(events.reduce(fold, emptyBuildView), end) };
};

describe.each([
  ["of a console, the first on a machine", recorded("console", 161)],
  ["of a desktop, after it", desktop().events],
  ["of a console, the first on a busier machine", recorded("console-busy")],
] as const)("the progress of a recorded build %s", (_, events) => {
  const { seen, end, last } = looks(events);

  it("never goes back, never stands for 5 s, and ends at the whole", () => {
    for (const [index, { share, at }] of seen.entries()) {
      const before = seen[Math.max(0, index - 10)];
      expect(share, `${at}`).toBeGreaterThanOrEqual(seen[Math.max(0, index - 1)]?.share ?? 0);
      if (index >= 10) expect(share, `${at}`).toBeGreaterThan(before?.share ?? 0);
      expect(share).toBeLessThan(1);
    }
    expect(last).toBe(1);
  });

  it("knows the time to go from half of the build on", () => {
    const half = seen.filter(({ at }) => at - begin >= (end - begin) / 2);
    expect(half.length).toBeGreaterThan(100);
    // In the last tenth, a part of the whole counts: 25 % of the last second is nothing that a person sees.
    const least = (0.04 * (end - begin)) / 1000;
    const wrong = half.filter(
      ({ left, real }) => left === undefined || Math.abs(left - real) > Math.max(least, 0.25 * real),
    );
    expect(wrong).toEqual([]);
  });
});

describe("what a recorded build of a desktop was expected to take, after that of a console", () => {
  it("is what it took, give or take 10 %", () => {
    const { events, expected } = desktop();
    const real = ((events.at(-1)?.at ?? 0) - begin) / 1000;
    // It was recorded before there was the stage `prove`.
    const stages = localStages.filter(({ name }) => name !== "prove");
    const seconds = buildSeconds(stages, expected);
    expect(Math.abs(seconds / real - 1), `${seconds} s, real ${real} s`).toBeLessThan(0.1);
  });
});
