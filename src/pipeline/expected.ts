import { forecast } from "../contents/forecast.ts";
import { packageSource } from "../contents/packages.ts";
import type { Work } from "../contents/work.ts";
import { distributions } from "../distributions/distributions.ts";
import type { Settings } from "../settings/schema.ts";
import { readBuilds } from "./builds.ts";
import { type StageSeconds, stageSeconds } from "./estimates.ts";
import type { Plan, StageName } from "./stage.ts";

/** What a build has to do, by the suite's package list if it is here. */
const expectedWork = async (settings: Settings): Promise<Work | undefined> => {
  const source = packageSource(settings);
  const index = await distributions[source.distribution].loadPackageIndex(source).catch(() => undefined);
  return index && forecast(settings, index).work;
};

/**
 * What a build has to do, as far as that is known before, and how long each of its stages will probably take.
 * @param toRun the stages that are not in the cache
 * @param output where builds are that it is measured by
 */
export const expectedTimes = async (
  settings: Settings,
  stages: Plan,
  toRun: readonly StageName[],
  output: string,
): Promise<{ readonly work: Work | undefined; readonly seconds: StageSeconds }> => {
  const [work, builds] = await Promise.all([
    // To read the package list takes a second, and new packages much longer.
    stages[0] && toRun.includes(stages[0].name) ? expectedWork(settings) : undefined,
    readBuilds(output),
  ]);
  const ours = builds.filter((built) => built.settings.builder === settings.base.builder);
  return { work, seconds: stageSeconds(stages, settings, work, ours) };
};
