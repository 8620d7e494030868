import type { Built } from "../contents/built.ts";
import { type InitrdSettings, initrdSeconds, initrdWorkOf } from "../contents/initrd-work.ts";
import type { RootfsSettings } from "../contents/packings.ts";
import { consoleWork, type Work, workOf } from "../contents/work.ts";
import type { Stage, StageName } from "./stage.ts";

/** How long each stage takes, in seconds. */
export type StageSeconds = ReadonlyMap<StageName, number>;

type Timed = Pick<Stage, "name" | "seconds" | "timedAs">;

const definedSeconds = ({ seconds }: Timed, work: Work): number =>
  typeof seconds === "number" ? seconds : seconds(work);

/** Settings that say how the parts of an image are packed. */
interface PackingSettings {
  readonly rootfs: RootfsSettings;
  readonly initrd: InitrdSettings;
}

const workOfBuilt = (
  { packages, installedKiB, settings }: Built,
  { rootfs, initrd }: PackingSettings = settings,
): Work =>
  workOf(packages.size, (installedKiB * 1024) / 1e6, rootfs, initrdSeconds(initrdWorkOf(packages, initrd)));

/** How many runs of a stage count: a single one may have met a busy machine. */
const counted = 3;

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * How long each stage will probably take: as its definition says for the work of the image, times how much longer than
 * that the last runs of the stage took on this machine; those of the image itself count first. A stage that never ran here
 * is as slow as most others. Pure.
 * @param work of the image; where it is not known, that of its last release counts
 * @param builds the newest first
 */
export const stageSeconds = (
  stages: readonly Timed[],
  image: { readonly name: string } & PackingSettings,
  work: Work | undefined,
  builds: readonly Built[],
): StageSeconds => {
  const own = builds.filter(({ name }) => name === image.name);
  const ordered = [...own, ...builds.filter(({ name }) => name !== image.name)];
  const here = work ?? (own[0] && workOfBuilt(own[0], image)) ?? consoleWork;
  const slownessOf = (stage: Timed): number | undefined => {
    const runs = ordered.flatMap((built) => {
      const real = built.seconds.get(stage.timedAs ?? stage.name);
      return real === undefined ? [] : [real / definedSeconds(stage, workOfBuilt(built))];
    });
    return median(runs.slice(0, counted));
  };
  const known = stages.map(slownessOf);
  const usual = median(known.filter((slowness) => slowness !== undefined)) ?? 1;
  return new Map(stages.map((stage, at) => [stage.name, definedSeconds(stage, here) * (known[at] ?? usual)]));
};

/** Seconds of a whole build: the longest path through its stages. Pure. */
export const buildSeconds = (
  stages: readonly (Timed & Pick<Stage, "needs">)[],
  seconds: StageSeconds,
): number => {
  const ends = new Map<StageName, number>();
  // Each stage comes behind those that it needs.
  for (const { name, needs } of stages)
    ends.set(name, Math.max(0, ...needs.map((need) => ends.get(need) ?? 0)) + (seconds.get(name) ?? 0));
  return Math.max(0, ...ends.values());
};
