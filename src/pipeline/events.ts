import type { StageName } from "./stage.ts";

/** How a stage ended. `cached`: its result existed already, or no stage needed it. */
export type StageOutcome = "done" | "cached" | "failed" | "cancelled";

/**
 * The events of a build, in order. `at` is in milliseconds since the epoch, `seconds` is a duration. events.ndjson and
 * `--progress json` have one event per line.
 */
export type BuildEvent =
  | {
      type: "build-started";
      at: number;
      name: string;
      log: string;
      /** What each stage waits for, and how long it will probably take: 0 if its result is in the cache. */
      stages: { stage: StageName; key: string; needs?: readonly StageName[]; expectedSeconds?: number }[];
    }
  | { type: "stage-started"; at: number; stage: StageName }
  | {
      type: "stage-progress";
      at: number;
      stage: StageName;
      fraction?: number | undefined;
      detail?: string | undefined;
      /** Size of what it writes, as far as it is written. */
      bytes?: number | undefined;
    }
  /** `machine`: the virtual machine that the line is about, if the stage uses more than one. */
  | { type: "log"; at: number; stage: StageName; line: string; machine?: string }
  /** The stage waits while a person works in a machine. With `command` the person logs in. */
  | { type: "stage-paused"; at: number; stage: StageName; machine: string; command: string }
  | { type: "stage-resumed"; at: number; stage: StageName }
  | { type: "stage-ended"; at: number; stage: StageName; outcome: StageOutcome; seconds: number }
  | {
      type: "build-ended";
      at: number;
      ok: boolean;
      seconds: number;
      /** Path of the release, if there is one; of the candidate, if it failed its proof. */
      release?: string;
      /** True if `release` is a candidate, which no client gets. */
      candidate?: true;
      /** True if nothing has changed and the release existed before. */
      unchanged?: boolean;
      /** Paths of the files that were made, if only one stage was run. */
      parts?: readonly string[];
      /** Sentences that a person should read. */
      notes?: readonly string[];
      failure?: Failure;
    };

/** How a build ended. */
export type BuildEnded = Extract<BuildEvent, { type: "build-ended" }>;

/** Why a build failed. */
export interface Failure {
  readonly stage?: StageName;
  readonly message: string;
  readonly remedy?: string;
  /** Dotted name of the setting to change, if a setting is the cause. */
  readonly setting?: string;
  readonly command?: readonly string[];
  readonly exitCode?: number;
  readonly lastLines?: readonly string[];
  /** Path of the full log. */
  readonly log?: string;
  readonly cancelled: boolean;
}
