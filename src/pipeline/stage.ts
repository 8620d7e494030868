import type { Settings } from "../settings/schema.ts";
import type { Privilege } from "../system/namespace.ts";
import type { SiteFiles } from "./site-files.ts";

/** A stage's name, one word in lower case; the builders' definitions are the list of all. */
export type StageName = string;

/** What a plan depends on besides the settings. */
export interface PlanFacts {
  /** sha256 over our own files that a stage runs or copies, by the stage's name. */
  readonly sources: Readonly<Record<StageName, string>>;
  /** Trees made by the real root and in a user namespace belong to different ids. */
  readonly privilege: Privilege;
  readonly siteFiles: SiteFiles;
}

/** All that is to be known of a stage, but the code that runs it: that is its builder's. */
export interface StageDefinition<Inputs = unknown> {
  readonly name: StageName;
  /** Stages whose results it reads. */
  readonly needs: readonly StageName[];
  /** Counts up when the stage's own code changes what it makes. */
  readonly revision: number;
  /** Files and folders of ours, below src/, that it runs or copies. */
  readonly sources?: readonly string[];
  /** All that it reads of the settings. Its key is the digest of this value, and this value is what runs it. Pure. */
  readonly inputs: (settings: Settings, facts: PlanFacts) => Inputs;
  /** Seconds that it takes, measured on a console image on two processors with its packages downloaded. */
  readonly seconds: number;
  /**
   * MiB that it writes, measured on console images (a tree of 0.5 GB with 0.15 GB of packages, an image of 0.25 GB) with
   * a fifth to spare, where packages, firmware and a desktop are `more` MiB on top of those of such an image.
   */
  readonly mebibytes: (more: number) => number;
  /** It changes a machine, so it is never taken from the cache; what needs it may be. */
  readonly sideEffect?: boolean;
  /** What it finds is known only when it has run: its result takes the place of its key in the keys of what needs it. */
  readonly probe?: boolean;
  /** Left out of the plan where this says no. */
  readonly when?: (settings: Settings) => boolean;
}

/** For stages that read nothing of the settings. */
export const noInputs = (): Record<string, never> => ({});

/** One step of a plan. Its key names its result: same key, same result. */
export interface Stage
  extends Pick<StageDefinition, "name" | "needs" | "seconds" | "mebibytes" | "sideEffect" | "probe"> {
  /** sha256 over its inputs, over our own files that it runs, and over the keys of what it needs. */
  readonly key: string;
  /** What its definition takes from the settings, and all that its runner gets of them. */
  readonly inputs: unknown;
}

export type Plan = readonly Stage[];

/** The inputs of a plan's stage, by the definition that it was made from. */
export const inputsOf = <Inputs>(definition: StageDefinition<Inputs>, stage: Stage): Inputs => {
  if (stage.name !== definition.name) throw new Error(`${stage.name} is no stage ${definition.name}`);
  return stage.inputs as Inputs;
};

/** What a release is put together from. */
export const artifactNames = ["kernel", "initrd", "rootfs", "home"] as const;

/** A plan's stages that make the release, and those that run when it is there. */
export const aroundPublish = (plan: Plan): [before: StageName[], after: StageName[]] => {
  const names = plan.map(({ name }) => name);
  const publish = names.indexOf("publish");
  return [names.slice(0, publish), names.slice(publish + 1)];
};
