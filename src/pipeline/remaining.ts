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

/**
 * Seconds until a build will probably end: the longest path through the stages that remain. Undefined if it is not known, or
 * if the build has ended. Pure.
 */
export const remainingSeconds = ({ stages, ended }: BuildView, now: number): number | undefined => {
  if (ended || !stages.some(({ expectedSeconds }) => expectedSeconds !== undefined)) return undefined;
  if (stages.some((stage) => isLate(stage, now))) return undefined;
  const known = new Map<StageName, number>();
  const until = (name: StageName): number => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const stage = stages.find((each) => each.name === name);
    if (!stage) return 0;
    // A stage from the cache does not wait, and no stage waits for it.
    const waits = stage.state === "waiting" && stage.expectedSeconds !== 0;
    const seconds = (waits ? Math.max(0, ...stage.needs.map(until)) : 0) + remainingOf(stage, now);
    known.set(name, seconds);
    return seconds;
  };
  return Math.max(0, ...stages.map(({ name }) => until(name)));
};
