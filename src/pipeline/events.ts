import type { StageName } from "./stage.ts";

/** How a stage ended. `cached`: its result was there already, or nothing needed it. */
export type StageOutcome = "done" | "cached" | "failed" | "cancelled";

/**
 * What a running build says, in order. `at` is milliseconds since the epoch, `seconds` durations. One event a
 * line in events.ndjson and under `--progress json`.
 */
export type BuildEvent =
  | {
      type: "build-started";
      at: number;
      name: string;
      log: string;
      /** What each stage waits for, and the seconds that it will most likely take: 0 where the cache has it. */
      stages: { stage: StageName; key: string; needs?: readonly StageName[]; expectedSeconds?: number }[];
    }
  | { type: "stage-started"; at: number; stage: StageName }
  | { type: "stage-progress"; at: number; stage: StageName; fraction?: number; detail?: string }
  /** `machine`: the virtual machine that it is about, where a stage works on more than one. */
  | { type: "log"; at: number; stage: StageName; line: string; machine?: string }
  /** The stage waits for a person, who works in a machine; `command` leads there. */
  | { type: "stage-paused"; at: number; stage: StageName; machine: string; command: string }
  | { type: "stage-resumed"; at: number; stage: StageName }
  | { type: "stage-ended"; at: number; stage: StageName; outcome: StageOutcome; seconds: number }
  | {
      type: "build-ended";
      at: number;
      ok: boolean;
      seconds: number;
      /** Path of the release, where there is one. */
      release?: string;
      /** True where nothing had changed and the release is the one that was current before. */
      unchanged?: boolean;
      /** Paths of the files that were made, where only one stage was asked for. */
      parts?: readonly string[];
      /** What a person should read besides, a sentence each. */
      notes?: readonly string[];
      failure?: Failure;
    };

/** How a build ended. */
export type BuildEnded = Extract<BuildEvent, { type: "build-ended" }>;

/** Why a build failed, for a person. */
export interface Failure {
  readonly stage?: StageName;
  readonly message: string;
  readonly remedy?: string;
  /** Dotted name of the setting that a change would mend it by, where one would. */
  readonly setting?: string;
  readonly command?: readonly string[];
  readonly exitCode?: number;
  readonly lastLines?: readonly string[];
  /** Full log on disk. */
  readonly log?: string;
  readonly cancelled: boolean;
}
