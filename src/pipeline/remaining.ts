import type { BuildView, StageView } from "./fold.ts";
import type { StageName } from "./stage.ts";

/** Below this share a stage's own progress says little about its pace. */
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
  // The further it is, the more its own pace counts.
  const byPace = (elapsed / fraction) * (1 - fraction);
  return fraction * byPace + (1 - fraction) * byHistory;
};

/** Longer than it ever took, and nothing says how far it is. */
const isLate = ({ state, startedAt, expectedSeconds = 0, fraction = 0 }: StageView, now: number): boolean =>
  state === "running" &&
  fraction < tellingFraction &&
  (now - (startedAt ?? now)) / 1000 > 1.5 * expectedSeconds + lateSeconds;

/**
 * Seconds until a build will most likely have ended: the longest way through the stages that are still to be made.
 * Undefined where nothing is known of it, or it has ended. Pure.
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
    // A stage from the cache waits for nothing, and nothing waits for it.
    const waits = stage.state === "waiting" && stage.expectedSeconds !== 0;
    const seconds = (waits ? Math.max(0, ...stage.needs.map(until)) : 0) + remainingOf(stage, now);
    known.set(name, seconds);
    return seconds;
  };
  return Math.max(0, ...stages.map(({ name }) => until(name)));
};
