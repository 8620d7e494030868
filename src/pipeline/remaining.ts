import type { BuildView, StageView } from "./fold.ts";
import type { StageName } from "./stage.ts";

const lateSeconds = 5;

/** Share of the expected work after which half of what is expected comes from the speed of this build. */
const tellingWork = 0.02;

/** So much slower or faster, the machine is the cause. */
const tellingSlowness = 1.5;

/** Seconds that a stage has run, at the moment `now`. */
const elapsedOf = ({ startedAt }: StageView, now: number): number =>
  Math.max(0, (now - (startedAt ?? now)) / 1000);

/**
 * How many times as long as expected this build takes so far: this machine may be busier than it was, and the estimates
 * may come from another one. Nearly 1 while little is done.
 */
const slownessOf = ({ stages }: BuildView): number => {
  const all = stages.reduce((sum, { expectedSeconds = 0 }) => sum + expectedSeconds, 0);
  // As if this much had been done as fast as expected.
  let expected = tellingWork * all;
  let real = expected;
  for (const stage of stages) {
    const { state, expectedSeconds = 0, fraction = 0, speed, seconds = 0 } = stage;
    if (expectedSeconds === 0) continue;
    if (state === "done") {
      expected += expectedSeconds;
      real += seconds;
    } else if (state === "running" && speed) {
      expected += expectedSeconds * fraction;
      real += speed.seconds * fraction;
    }
  }
  if (expected === 0) return 1;
  const slowness = real / expected;
  // A small difference may be that of a stage alone.
  const telling = Math.min(1, Math.abs(Math.log(slowness) / Math.log(tellingSlowness)));
  return slowness ** telling;
};

/** What is left of `seconds` after some of them: it falls with every second, and never to nothing. */
const leftOf = (seconds: number, elapsed: number): number => {
  const tail = seconds / 10;
  const left = seconds - elapsed;
  return left >= tail ? left : tail * Math.exp((left - tail) / Math.max(tail, 0.01));
};

const remainingOf = (stage: StageView, slowness: number, now: number): number => {
  const expected = (stage.expectedSeconds ?? 0) * slowness;
  if (stage.state === "waiting") return expected;
  if (stage.state !== "running") return 0;
  const { fraction = 0, speed } = stage;
  const elapsed = elapsedOf(stage, now);
  // The greater the progress, the more its own speed counts: it may begin while others share the processors.
  const left = leftOf(expected + fraction ** 2 * ((speed?.seconds ?? expected) - expected), elapsed);
  // It will not become twice as slow as it was so far.
  return speed && fraction > 0 ? Math.min(left, (2 * elapsed * (1 - fraction)) / fraction) : left;
};

/** Whether a stage runs much longer than expected, and does not report its progress. */
const isLate = (stage: StageView, slowness: number, now: number): boolean =>
  stage.state === "running" &&
  !stage.speed &&
  elapsedOf(stage, now) > 1.5 * slowness * (stage.expectedSeconds ?? 0) + lateSeconds;

/** When a stage runs, in seconds since the build began. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When each stage ran, or will probably run, at the moment `now` in milliseconds since the epoch. Pure. */
export const scheduleOf = (view: BuildView, now: number): ReadonlyMap<StageName, Span> => {
  const { stages, startedAt } = view;
  const slowness = slownessOf(view);
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
          : ready + remainingOf(stage, slowness, now),
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
  const slowness = slownessOf(view);
  if (stages.some((stage) => isLate(stage, slowness, now))) return undefined;
  const ends = [...scheduleOf(view, now).values()].map(({ to }) => to);
  return Math.max(0, ...ends.map((to) => to - (now - startedAt) / 1000));
};

/**
 * How far a build is, from 0 to 1, by its time: what has passed against what is left. For one who asks again and again: it
 * never goes back and never stands. Where it was ahead, since a build is slower than expected, it moves slowly.
 */
export const steadyProgress = (): ((view: BuildView, now: number) => number) => {
  let shown = 0;
  let shownAt = 0;
  return (view, now) => {
    if (view.startedAt === 0 || view.ended) return view.ended?.ok ? 1 : shown;
    const passed = Math.max(0, now - view.startedAt) / 1000;
    const left = remainingSeconds(view, now) ?? passed;
    const whole = passed + left;
    const slowly =
      shown + ((1 - shown) * Math.max(0, now - Math.max(shownAt, view.startedAt))) / 4000 / (whole || 1);
    shown = Math.max(slowly, whole > 0 ? passed / whole : 0);
    shownAt = now;
    return shown;
  };
};
