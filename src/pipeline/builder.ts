import type { Settings } from "../settings/schema.ts";
import type { StageName } from "./stage.ts";

/** A stage that waits until a person has worked in a machine. */
export interface Pause {
  readonly machine: string;
  /** The command that leads into it, for a person to type. */
  readonly command: string;
  /** The same with our terminal, which must be free; resolves when the person leaves. */
  readonly enter: () => Promise<void>;
}

/** What a stage gets to work with. */
export interface StageContext {
  readonly settings: Settings;
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

export type StageRunner = (context: StageContext) => Promise<void>;

/**
 * Who makes the parts of an image, one runner for each stage of its plan but `publish`. What others read of the
 * results: `kernel`: vmlinuz and version; `initrd`: initrd; `rootfs`: rootfs.squashfs, packages.tsv and, where it could
 * be measured, excluded.json; `home`: home.tar.gz; and of `bootstrap` and `customize` of the local builder tree/.
 */
export interface Builder {
  readonly stages: Readonly<Partial<Record<StageName, StageRunner>>>;
  /** Gives back what it holds, such as the lock on the machines. */
  close(): Promise<void>;
}
