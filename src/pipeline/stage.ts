/** All stages of all builders; a plan has some of them. */
export const stageNames = [
  "bootstrap",
  "up",
  "provision",
  "customize",
  "tree",
  "kernel",
  "initrd",
  "rootfs",
  "home",
  "publish",
  "serve",
  "test",
  "machines",
] as const;
export type StageName = (typeof stageNames)[number];

/** What a release is put together from. */
export const artifactNames = ["kernel", "initrd", "rootfs", "home"] as const;
export type ArtifactName = (typeof artifactNames)[number];

/** One step of a plan. Its key names its result: same key, same result. */
export interface Stage {
  readonly name: StageName;
  /** Stages whose results it reads. */
  readonly needs: readonly StageName[];
  /** sha256 over its inputs and over the keys of what it needs. */
  readonly key: string;
  /** It does something to a machine, so it is never taken from the cache; what needs it may be. */
  readonly live?: boolean;
  /** What it finds is only known when it has run: its result takes the place of its key in the keys of what needs it. */
  readonly senses?: boolean;
}

export type Plan = readonly Stage[];

/** A plan's stages that run when the release is there. */
export const stagesAfterPublish = (plan: Plan): StageName[] => {
  const publish = plan.findIndex(({ name }) => name === "publish");
  return plan.slice(publish + 1).map(({ name }) => name);
};
