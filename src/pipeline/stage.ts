import type { Work } from "../contents/work.ts";
import type { Lock } from "../release/manifest.ts";
import type { Settings } from "../settings/schema.ts";
import type { Privilege } from "../system/namespace.ts";
import type { Need } from "../system/needs.ts";
import type { SiteFiles } from "./inputs/site-files.ts";

/** The name of a stage, one word in lower case. The definitions of the builders have all names. */
export type StageName = string;

/** What a plan depends on in addition to the settings. */
export interface PlanFacts {
  /** sha256 of our own files that a stage runs or copies, by the stage's name. */
  readonly sources: Readonly<Record<StageName, string>>;
  /** The files of a tree belong to other ids if it is made in a user namespace. */
  readonly privilege: Privilege;
  readonly siteFiles: SiteFiles;
  /** SOURCE_DATE_EPOCH of the environment; without it the date of the package lists counts. */
  readonly epoch?: number | undefined;
  /** The packages to install are these, and no others. */
  readonly lock?: Lock | undefined;
}

/** What defines a stage, except the code that runs it, which belongs to the builder. */
export interface StageDefinition<Inputs = unknown> {
  readonly name: StageName;
  /** Stages whose results this stage reads. */
  readonly needs: readonly StageName[];
  /** Is increased if a change of the stage's own code changes its result. */
  readonly revision: number;
  /** Our own files and folders below src/ that the stage runs or copies. */
  readonly sources?: readonly string[];
  /** All that the stage reads of the settings. Its key is a digest of this value, and its runner gets only this value. Pure. */
  readonly inputs: (settings: Settings, facts: PlanFacts) => Inputs;
  /**
   * How long it takes, measured with a console image on two processors, with all packages downloaded; a function where
   * it depends on what the image has.
   */
  readonly seconds: number | ((work: Work) => number);
  /** Under which name its time is looked up among builds, where it takes another time than stages of its name may. */
  readonly timedAs?: string;
  /**
   * How many MiB it writes, measured with console images (a tree of 0.5 GB with 0.15 GB of packages, an image of 0.25 GB)
   * plus a fifth. Packages, firmware and a desktop need `more` MiB than those of a console image.
   */
  readonly mebibytes: (more: number) => number;
  /** It changes a machine, so it is never taken from the cache. Stages that need it can be. */
  readonly sideEffect?: boolean;
  /** Its result is known only after it has run. The keys of stages that need it contain its result instead of its key. */
  readonly probe?: boolean;
  /** It installs the packages of the settings, which are looked up before it runs. */
  readonly installs?: boolean;
  /** What it runs on this machine, beside what its builder needs. A build that lacks it does not begin. */
  readonly requires?: (settings: Settings, facts: PlanFacts) => readonly Need[];
  /** The stage is not in the plan if this returns false. */
  readonly when?: (settings: Settings) => boolean;
}

/** For stages that do not read the settings. */
export const noInputs = (): Record<string, never> => ({});

/** One step of a plan. The same key means the same result. */
export interface Stage
  extends Pick<
    StageDefinition,
    "name" | "needs" | "seconds" | "timedAs" | "mebibytes" | "sideEffect" | "probe" | "installs"
  > {
  /** sha256 of its inputs, of our own files that it runs, and of the keys of the stages that it needs. */
  readonly key: string;
  /** What its definition takes from the settings. Its runner gets nothing else of them. */
  readonly inputs: unknown;
  readonly requires?: readonly Need[];
}

export type Plan = readonly Stage[];

/** The inputs of a plan's stage, with the type of its definition. */
export const inputsOf = <Inputs>(definition: StageDefinition<Inputs>, stage: Stage): Inputs => {
  if (stage.name !== definition.name) throw new Error(`${stage.name} is no stage ${definition.name}`);
  return stage.inputs as Inputs;
};

/** Name of the time that the stage `prove` takes where it boots the image, which is many times that of a look. */
export const bootedProof = "prove by boot";

/** The stages whose results a release consists of. The stage `prove` looks at them before they are published. */
export const artifactNames = ["kernel", "initrd", "rootfs", "home"] as const;

/** The stages that run before and after the release is published. */
export const aroundPublish = (plan: Plan): [before: StageName[], after: StageName[]] => {
  const names = plan.map(({ name }) => name);
  const publish = names.indexOf("publish");
  return [names.slice(0, publish), names.slice(publish + 1)];
};
