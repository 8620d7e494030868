import type { BuildEvent, Failure, StageOutcome } from "./events.ts";
import type { StageName } from "./stage.ts";

/** Log lines of a stage that are kept for showing; all of them are in build.log. */
const keptLines = 200;

export interface StageView {
  readonly name: StageName;
  readonly state: "waiting" | "running" | StageOutcome;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly seconds?: number;
  /** From 0 to 1, where the stage can tell. */
  readonly fraction?: number;
  readonly detail?: string;
  readonly lines: readonly string[];
}

/** A build as its events tell it so far. */
export interface BuildView {
  readonly name: string;
  readonly startedAt: number;
  readonly log: string;
  readonly stages: readonly StageView[];
  readonly ended?: {
    readonly ok: boolean;
    readonly seconds: number;
    readonly release?: string;
    readonly unchanged?: boolean;
    readonly failure?: Failure;
  };
}

export const emptyBuildView: BuildView = { name: "", startedAt: 0, log: "", stages: [] };

const change = (view: BuildView, name: StageName, update: (stage: StageView) => StageView): BuildView => ({
  ...view,
  stages: view.stages.map((stage) => (stage.name === name ? update(stage) : stage)),
});

/** Takes one more event into account. Pure: every display of a build is made from its result. */
export const fold = (view: BuildView, event: BuildEvent): BuildView => {
  switch (event.type) {
    case "build-started":
      return {
        name: event.name,
        startedAt: event.at,
        log: event.log,
        stages: event.stages.map(({ stage }) => ({ name: stage, state: "waiting", lines: [] })),
      };
    case "stage-started":
      return change(view, event.stage, (stage) => ({ ...stage, state: "running", startedAt: event.at }));
    case "stage-progress":
      return change(view, event.stage, ({ fraction: _, detail: __, ...stage }) => ({
        ...stage,
        ...(event.fraction === undefined ? {} : { fraction: event.fraction }),
        ...(event.detail === undefined ? {} : { detail: event.detail }),
      }));
    case "log":
      return change(view, event.stage, (stage) => ({
        ...stage,
        lines: [...stage.lines.slice(1 - keptLines), event.line],
      }));
    case "stage-ended":
      return change(view, event.stage, (stage) => ({
        ...stage,
        state: event.outcome,
        seconds: event.seconds,
      }));
    case "build-ended": {
      const { type: _, at: __, ...ended } = event;
      return { ...view, ended };
    }
  }
};

/** Share of a whole build that each stage takes, measured on a console image; for the overall progress. */
const weights: Record<StageName, number> = {
  bootstrap: 0.7,
  customize: 0.05,
  kernel: 0.01,
  initrd: 0.1,
  rootfs: 0.12,
  home: 0.01,
  publish: 0.01,
};

/** How far the whole build is, from 0 to 1. */
export const overallProgress = ({ stages }: BuildView): number =>
  stages.reduce((sum, { name, state, fraction }) => {
    const done = state === "done" || state === "cached" ? 1 : (fraction ?? 0);
    return sum + weights[name] * done;
  }, 0);
