import type { StageName } from "../build/stage.ts";
import type { Settings } from "../settings/schema.ts";

/** What a stage gets to work with. */
export interface StageContext {
  readonly settings: Settings;
  /** Empty directory that the stage fills with its result. */
  readonly output: string;
  /** Directory with the result of a stage that this one needs. */
  readonly input: (stage: StageName) => string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** `fraction` from 0 to 1; `detail` such as "12 of 160 packages". */
  readonly progress: (fraction: number | undefined, detail?: string) => void;
}

export type StageRunner = (context: StageContext) => Promise<void>;

/**
 * Who makes the parts of an image. Results, by stage: `bootstrap` and `customize`: tree/; `kernel`: vmlinuz and
 * version; `initrd`: initrd; `rootfs`: rootfs.squashfs, packages.tsv and, where it could be measured, excluded.json; `home`: home.tar.gz.
 */
export interface Builder {
  readonly stages: Readonly<Record<Exclude<StageName, "publish">, StageRunner>>;
}
