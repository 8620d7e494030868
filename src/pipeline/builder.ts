import type { Settings } from "../settings/schema.ts";
import type { Need } from "../system/needs.ts";
import type { KnownFailure } from "./failures/known-failure.ts";
import type { StageDefinition, StageName } from "./stage.ts";

/** A stage that waits until a person has worked in a machine. */
export interface Pause {
  readonly machine: string;
  /** The command that leads into it, for a person to type. */
  readonly command: string;
  /** The same with our terminal, which must be free; resolves when the person leaves. */
  readonly enter: () => Promise<void>;
}

/** What a stage gets to work with: nothing of the settings but what its key is made of. */
export interface StageContext<Inputs = unknown> {
  /** What the stage's definition takes from the settings. */
  readonly inputs: Inputs;
  /** Empty directory that the stage fills with its result. */
  readonly output: string;
  /** Directory with the result of a stage that this one needs. */
  readonly input: (stage: StageName) => string;
  readonly signal: AbortSignal;
  /** `machine`: the one that the line is about, where a stage works on more than one. */
  readonly log: (line: string, machine?: string) => void;
  /** `fraction` from 0 to 1; `detail` such as "12 of 160 packages". */
  readonly progress: (fraction: number | undefined, detail?: string) => void;
  /** What a person should read when the build has ended. */
  readonly note: (sentence: string) => void;
  /** Resolves when a person says that the build may go on. */
  readonly pause: (pause: Pause) => Promise<void>;
}

export type StageRunner<Inputs = unknown> = (context: StageContext<Inputs>) => Promise<void>;

/** The runner of a stage by the stage's name; made by `runs` alone, which sees that the two belong together. */
export type Runs = Readonly<Record<StageName, StageRunner<never>>>;

/** Joins a stage's definition and the code that runs it. */
export const runs = <Inputs>({ name }: StageDefinition<Inputs>, runner: StageRunner<Inputs>): Runs => ({
  [name]: runner,
});

/** Where a stage has failed, for a person who wants to look. */
export interface FailedStage {
  readonly stage: StageName;
  /** The directory that the stage was filling. */
  readonly output: string;
  /** Directories with the results of the stages that it needs, by their names. */
  readonly inputs: Readonly<Record<StageName, string>>;
}

/**
 * A builder at work: one runner for each stage of its plan but `publish`. What others read of the results: `kernel`:
 * vmlinuz and version; `initrd`: initrd; `rootfs`: rootfs.squashfs, packages.tsv and, where it could be measured,
 * excluded.json; `home`: home.tar.gz; and of `bootstrap` and `customize` of the local builder tree/.
 */
export interface OpenBuilder {
  readonly stages: Runs;
  /** A shell with our terminal where a stage has failed; resolves when the person leaves. */
  readonly shell?: (place: FailedStage) => Promise<void>;
  /** Gives back what it holds, such as the lock on the machines. */
  close(): Promise<void>;
}

/** A kind of builder: who makes the parts of an image. */
export interface Builder {
  /** Its stages in their order, with `publish`. */
  readonly stages: readonly StageDefinition[];
  /** What it needs on this machine before it can begin. */
  readonly needs: readonly Need[];
  /** What a person is asked to have installed for it; may be more than `needs`. */
  readonly installs: (settings: Settings) => Promise<readonly Need[]>;
  /** What is known of failures with it only. */
  readonly knownFailures: (settings: Settings) => readonly KnownFailure[];
  /**
   * Checks, before anything is written or run, what can be checked of the settings.
   * @param attended whether a person is there who can let a waiting build go on
   * @throws ThinsmithError
   */
  readonly check: (settings: Settings, attended: boolean) => Promise<void>;
  /**
   * Makes it ready to work.
   * @param useCache false does again even what is known to be done
   * @throws ThinsmithError when it cannot work here
   */
  readonly open: (settings: Settings, useCache: boolean) => Promise<OpenBuilder>;
}
