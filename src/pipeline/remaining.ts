import type { BuildView, StageView } from "./fold.ts";
import type { StageName } from "./stage.ts";

/** Below this, the progress of a stage says little about its speed. */
const tellingFraction = 0.1;

const lateSeconds = 5;

const remainingOf = (stage: StageView, now: number): number => {
  const expected = stage.expectedSeconds ?? 0;
  if (stage.state === "waiting") return expected;
  if (stage.state !== "running") return 0;
  const elapsed = Math.max(0, (now - (stage.startedAt ?? now)) / 1000);
  const byHistory = Math.max(0, expected - elapsed);
  const { fraction = 0 } = stage;
  if (fraction < tellingFraction) return byHistory;
  // The greater the progress, the more the speed counts.
  const byPace = (elapsed / fraction) * (1 - fraction);
  return fraction * byPace + (1 - fraction) * byHistory;
};

/** Whether a stage runs much longer than expected, and does not report its progress. */
const isLate = ({ state, startedAt, expectedSeconds = 0, fraction = 0 }: StageView, now: number): boolean =>
  state === "running" &&
  fraction < tellingFraction &&
  (now - (startedAt ?? now)) / 1000 > 1.5 * expectedSeconds + lateSeconds;

/** When a stage runs, in seconds since the build began. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When each stage ran, or will probably run, at the moment `now` in milliseconds since the epoch. Pure. */
export const scheduleOf = ({ stages, startedAt }: BuildView, now: number): ReadonlyMap<StageName, Span> => {
  const known = new Map<StageName, Span>();
  const elapsed = (now - startedAt) / 1000;
  const spanOf = (name: StageName): Span => {
    const before = known.get(name);
    if (before) return before;
    const stage = stages.find((each) => each.name === name);
    if (!stage) return { from: 0, to: 0 };
    const began = stage.startedAt === undefined ? undefined : (stage.startedAt - startedAt) / 1000;
    // A stage from the cache does not wait, and no stage waits for it.
    const waits = stage.state === "waiting" && stage.expectedSeconds !== 0;
    const ready = waits ? Math.max(elapsed, ...stage.needs.map((need) => spanOf(need).to)) : elapsed;
    const span = {
      from: began ?? ready,
      to:
        began !== undefined && stage.seconds !== undefined
          ? began + stage.seconds
          : ready + remainingOf(stage, now),
    };
    known.set(name, span);
    return span;
  };
  for (const { name } of stages) spanOf(name);
  return known;
};

/**
 * Seconds until a build will probably end: the longest path through the stages that remain. Undefined if it is not known, or
 * if the build has ended. Pure.
 */
export const remainingSeconds = (view: BuildView, now: number): number | undefined => {
  const { stages, startedAt, ended } = view;
  if (ended || !stages.some(({ expectedSeconds }) => expectedSeconds !== undefined)) return undefined;
  if (stages.some((stage) => isLate(stage, now))) return undefined;
  const ends = [...scheduleOf(view, now).values()].map(({ to }) => to);
  return Math.max(0, ...ends.map((to) => to - (now - startedAt) / 1000));
};
