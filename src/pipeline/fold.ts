import type { BuildEnded, BuildEvent, StageOutcome } from "./events.ts";
import type { StageName } from "./stage.ts";

/** How many log lines of a stage are kept to be shown. build.log has all of them. */
const keptLines = 200;

export interface StageView {
  readonly name: StageName;
  readonly state: "waiting" | "running" | StageOutcome;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly seconds?: number;
  /** From 0 to 1, if the stage knows it. */
  readonly fraction?: number | undefined;
  /** How many seconds it will take as a whole by its own speed, of the last seconds above all; and when that was seen. */
  readonly speed?: { readonly seconds: number; readonly at: number };
  readonly detail?: string | undefined;
  /** Size of what it writes, as far as it is written and known. */
  readonly bytes?: number | undefined;
  /** Stages that must have ended before it can begin. */
  readonly needs: readonly StageName[];
  /** How long it will probably take; 0 if its result is in the cache. */
  readonly expectedSeconds?: number;
  readonly lines: readonly string[];
  /** Log lines about a machine, by the machine's name. */
  readonly machines: Readonly<Record<string, readonly string[]>>;
  /** If it waits for a person: since when, in which machine, and the command to log in. */
  readonly paused?: { readonly since: number; readonly machine: string; readonly command: string };
}

/** The state of a build after the events so far. */
export interface BuildView {
  readonly name: string;
  readonly startedAt: number;
  readonly log: string;
  readonly stages: readonly StageView[];
  readonly ended?: BuildEnded;
}

export const emptyBuildView: BuildView = { name: "", startedAt: 0, log: "", stages: [] };

const change = (view: BuildView, name: StageName, update: (stage: StageView) => StageView): BuildView => ({
  ...view,
  stages: view.stages.map((stage) => (stage.name === name ? update(stage) : stage)),
});

/** Lines of a stage's log, and the machine that they are about. */
interface Lines {
  readonly stage: StageName;
  readonly machine: string | undefined;
  readonly lines: readonly string[];
}

const kept = (old: readonly string[], more: readonly string[]) => [...old, ...more].slice(-keptLines);

const addLines = (view: BuildView, { stage: name, machine, lines }: Lines): BuildView =>
  change(view, name, (stage) => {
    if (machine === undefined) return { ...stage, lines: kept(stage.lines, lines) };
    const machines = { ...stage.machines, [machine]: kept(stage.machines[machine] ?? [], lines) };
    return { ...stage, machines };
  });

/** Before this, the progress of a stage says little about its speed. */
const telling = { fraction: 0.1, seconds: 2 };
/** Stages stop at a large package or file and then run on: this much of the past counts, in milliseconds. */
const speedFrom = 8_000;
/** Of a short stage, less of the past: a share of what is expected of it. */
const speedFromShare = 1 / 3;

const speedOf = (
  { startedAt, speed, fraction: before, expectedSeconds = Number.POSITIVE_INFINITY }: StageView,
  fraction: number | undefined,
  at: number,
): Pick<StageView, "speed"> => {
  const elapsed = (at - (startedAt ?? at)) / 1000;
  // A stage that reports the same again is between two marks: that says nothing of its speed.
  if (
    fraction === undefined ||
    fraction === before ||
    fraction < telling.fraction ||
    elapsed < telling.seconds
  )
    return {};
  const seconds = elapsed / fraction;
  if (!speed) return { speed: { seconds, at } };
  const from = Math.max(1, Math.min(speedFrom, 1000 * expectedSeconds * speedFromShare));
  const weight = 1 - Math.exp(Math.min(0, speed.at - at) / from);
  return { speed: { seconds: speed.seconds + weight * (seconds - speed.seconds), at } };
};

/** The state after one more event. Pure. All displays of a build are made from this state. */
export const fold = (view: BuildView, event: BuildEvent): BuildView => {
  switch (event.type) {
    case "build-started":
      return {
        name: event.name,
        startedAt: event.at,
        log: event.log,
        stages: event.stages.map(({ stage, needs = [], expectedSeconds }) => ({
          name: stage,
          state: "waiting",
          needs,
          ...(expectedSeconds === undefined ? {} : { expectedSeconds }),
          lines: [],
          machines: {},
        })),
      };
    case "stage-started":
      return change(view, event.stage, (stage) => ({ ...stage, state: "running", startedAt: event.at }));
    case "stage-progress": {
      const { type: _, at, stage: name, ...progress } = event;
      return change(view, name, (before) => {
        const { fraction: _, detail: __, ...stage } = before;
        return { ...stage, ...progress, ...speedOf(before, progress.fraction, at) };
      });
    }
    case "log":
      return addLines(view, { stage: event.stage, machine: event.machine, lines: [event.line] });
    case "stage-paused": {
      const { at: since, machine, command } = event;
      return change(view, event.stage, (stage) => ({ ...stage, paused: { since, machine, command } }));
    }
    case "stage-resumed":
      return change(view, event.stage, ({ paused: _, ...stage }) => stage);
    case "stage-ended": {
      const { outcome: state, seconds } = event;
      return change(view, event.stage, ({ paused: _, ...stage }) => ({ ...stage, state, seconds }));
    }
    case "build-ended":
      return { ...view, ended: event };
  }
};

/**
 * The state after many events. Tools print thousands of lines per second, so the kept lines are copied once for all events.
 */
export const foldAll = (view: BuildView, events: readonly BuildEvent[]): BuildView => {
  let result = view;
  // The order of lines and other events of a stage does not change the result.
  const waiting = new Map<string, Lines & { lines: string[] }>();
  for (const event of events) {
    if (event.type === "log") {
      const { stage, machine, line } = event;
      const log = `${stage} ${machine ?? ""}`;
      const lines = waiting.get(log);
      if (lines) lines.lines.push(line);
      else waiting.set(log, { stage, machine, lines: [line] });
    } else {
      if (event.type === "build-started") waiting.clear();
      result = fold(result, event);
    }
  }
  for (const lines of waiting.values())
    result = addLines(result, { ...lines, lines: lines.lines.slice(-keptLines) });
  return result;
};
