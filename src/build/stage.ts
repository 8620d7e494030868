export const stageNames = [
  "bootstrap",
  "customize",
  "kernel",
  "initrd",
  "rootfs",
  "home",
  "publish",
] as const;
export type StageName = (typeof stageNames)[number];

/** One step of a plan. Its key names its result: same key, same result. */
export interface Stage {
  readonly name: StageName;
  /** Stages whose results it reads. */
  readonly needs: readonly StageName[];
  /** sha256 over its inputs and over the keys of what it needs. */
  readonly key: string;
}

export type Plan = readonly Stage[];
