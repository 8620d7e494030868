import { builderOf } from "../../src/builders/builders.ts";
import type { Built } from "../../src/contents/built.ts";
import { type Forecast, forecast } from "../../src/contents/forecast.ts";
import type { PackageIndex } from "../../src/distributions/package-index/package-index.ts";
import { buildSeconds, stageSeconds } from "../../src/pipeline/estimates.ts";
import { bootedProof } from "../../src/pipeline/stage.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { perList } from "./per-list.ts";

/** What was built on this machine, the newest first. */
let builds: readonly Built[] = [];
const byBuilds = () => perList((settings, index) => forecast(settings, index, builds));
let made = byBuilds();

/** From now on, forecasts are measured by these builds. @returns whether they are others than before */
export const measureBy = (found: readonly Built[]): boolean => {
  const same = found.length === builds.length && found.every(({ id }, at) => id === builds[at]?.id);
  if (same) return false;
  builds = found;
  made = byBuilds();
  return true;
};

/** What settings will cost by a suite's package list; the same object for the same settings. */
export const forecastOf = (settings: Settings, index: PackageIndex): Forecast => made(settings, index);

const stagesOf = (settings: Settings) =>
  builderOf(settings).stages.filter(({ when }) => when?.(settings) ?? true);

const secondsOf = (settings: Settings, { work }: Forecast) => {
  const ours = builds.filter(({ settings: { builder } }) => builder === settings.base.builder);
  return stageSeconds(stagesOf(settings), settings, work, ours);
};

/** Seconds that a build will take, with all packages downloaded and nothing in the cache. */
export const buildTimeOf = (settings: Settings, cost: Forecast): number =>
  buildSeconds(stagesOf(settings), secondsOf(settings, cost));

/** Seconds of that in which the image is booted to prove it; undefined where it is not booted. */
export const proofTimeOf = (settings: Settings, cost: Forecast): number | undefined => {
  const proof = stagesOf(settings).find(({ timedAs }) => timedAs === bootedProof);
  return proof && secondsOf(settings, cost).get(proof.name);
};
