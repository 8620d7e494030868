import type { FetchLists } from "../contents/check-source.ts";
import type { Settings } from "../settings/schema.ts";
import type { Need } from "../system/needs.ts";
import type { OpenKeys } from "../trust/keys/open.ts";
import type { KnownFailure } from "./failures/known-failure.ts";
import type { StageDefinition, StageName } from "./stage.ts";

/** A stage waits while a person works in a machine. */
export interface Pause {
  readonly machine: string;
  /** The command with which a person logs in to it. */
  readonly command: string;
  /** Logs in with our terminal, which must be free. Resolves when the person leaves. */
  readonly enter: () => Promise<void>;
}

/** What a stage gets when it runs. Of the settings it gets only `inputs`, from which its key is made. */
export interface StageContext<Inputs = unknown> {
  /** What the stage's definition takes from the settings. */
  readonly inputs: Inputs;
  /** Empty directory for the stage's result. */
  readonly output: string;
  /** Directory with the result of a stage that this one needs. */
  readonly input: (stage: StageName) => string;
  readonly signal: AbortSignal;
  /** The keys that sign the release, opened, if there are any. `inputs` has what is public of them, where it counts. */
  readonly keys?: OpenKeys | undefined;
  /** How many packages the image will have, as far as that is known before. */
  readonly packages?: number | undefined;
  /** `machine`: the machine that the line is about, if the stage uses more than one. */
  readonly log: (line: string, machine?: string) => void;
  /** `fraction` from 0 to 1; `detail` such as "12 of 160 packages"; `bytes` of the result so far. */
  readonly progress: (fraction: number | undefined, detail?: string, bytes?: number) => void;
  /** Shows a sentence to the person when the build has ended. */
  readonly note: (sentence: string) => void;
  /** Resolves when a person lets the build continue. */
  readonly pause: (pause: Pause) => Promise<void>;
}

export type StageRunner<Inputs = unknown> = (context: StageContext<Inputs>) => Promise<void>;

/** Runners by the names of their stages. Only `runs` makes it: it checks that definition and runner have the same inputs. */
export type Runs = Readonly<Record<StageName, StageRunner<never>>>;

/** Combines a stage's definition with the code that runs the stage. */
export const runs = <Inputs>({ name }: StageDefinition<Inputs>, runner: StageRunner<Inputs>): Runs => ({
  [name]: runner,
});

/** Where a stage has failed. */
export interface FailedStage {
  readonly stage: StageName;
  /** The directory that the stage was filling. */
  readonly output: string;
  /** Directories with the results of the stages that it needs, by the stages' names. */
  readonly inputs: Readonly<Record<StageName, string>>;
}

/**
 * A builder that is ready to run: it has a runner for each stage of its plan except `publish`. Other code reads these files
 * of the results: `kernel`: vmlinuz, version; `initrd`: initrd; `rootfs`: rootfs.squashfs, packages.tsv, if it could be
 * measured excluded.json, and for boot.root rootfs.verity with its root hash; `home`: home.tar.gz; `prove`: proof.json; `bootstrap` and `customize` of the local builder: tree/.
 */
export interface OpenBuilder {
  readonly stages: Runs;
  /** Opens a shell with our terminal where a stage has failed. Resolves when the person leaves. */
  readonly shell?: (place: FailedStage) => Promise<void>;
  /** Releases what the builder holds, such as the lock on the machines. */
  close(): Promise<void>;
}

/** A kind of builder. It makes the parts of an image. */
export interface Builder {
  /** Its stages in their order, including `publish`. */
  readonly stages: readonly StageDefinition[];
  /** What it needs on this machine. */
  readonly needs: readonly Need[];
  /** What a person is asked to install for it. Can be more than `needs`. */
  readonly installs: (settings: Settings) => Promise<readonly Need[]>;
  /** Known failures that only this builder has. */
  readonly knownFailures: (settings: Settings) => readonly KnownFailure[];
  /** Brings the package lists of a source on this machine up to date, if the builder uses lists on this machine. */
  readonly fetchLists?: (...args: [...Parameters<FetchLists>, { signal: AbortSignal }]) => Promise<void>;
  /**
   * Checks the settings before anything is written or run.
   * @param attended whether a person is present who can let a waiting build continue
   * @throws ThinsmithError
   */
  readonly check: (settings: Settings, attended: boolean) => Promise<void>;
  /**
   * Prepares the builder.
   * @param useCache if false, work that is known to be done is done again
   * @throws ThinsmithError if it cannot run on this machine
   */
  readonly open: (settings: Settings, useCache: boolean) => Promise<OpenBuilder>;
}
