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
  readonly detail?: string | undefined;
  /** Stages that must have ended before it can begin. */
  readonly needs: readonly StageName[];
  /** How long it will probably take; 0 if its result is in the cache. */
  readonly expectedSeconds?: number;
  readonly lines: readonly string[];
  /** Log lines about a machine, by the machine's name. */
  readonly machines: Readonly<Record<string, readonly string[]>>;
  /** If it waits for a person: in which machine, and the command to log in. */
  readonly paused?: { readonly machine: string; readonly command: string };
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
      const { type: _, at: __, stage: name, ...progress } = event;
      return change(view, name, ({ fraction: _, detail: __, ...stage }) => ({ ...stage, ...progress }));
    }
    case "log":
      return addLines(view, { stage: event.stage, machine: event.machine, lines: [event.line] });
    case "stage-paused": {
      const { machine, command } = event;
      return change(view, event.stage, (stage) => ({ ...stage, paused: { machine, command } }));
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

/** The progress of the whole build, from 0 to 1. Stages count by the time that they will probably take, if it is known. */
export const overallProgress = ({ stages }: BuildView): number => {
  const expected = stages.map(({ expectedSeconds }) => expectedSeconds ?? 1);
  // If no stage has to run, all count the same.
  const weight = expected.some((seconds) => seconds > 0) ? expected : stages.map(() => 1);
  let all = 0;
  let done = 0;
  for (const [index, { state, fraction = 0 }] of stages.entries()) {
    const share = weight[index] ?? 0;
    all += share;
    done += share * (state === "done" || state === "cached" ? 1 : fraction);
  }
  return all === 0 ? 0 : done / all;
};
