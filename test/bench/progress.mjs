// How far the times that a build shows are from the times that it takes.

import { spawnSync } from "node:child_process";
import { withModules } from "./modules.mjs";
import { newPlace, program, withoutBoot } from "./place.mjs";
import { once, quantile } from "./timing.mjs";

const builds = 3;

const modules = `
  export { emptyBuildView, fold } from "./src/pipeline/fold.ts";
  export { remainingSeconds } from "./src/pipeline/remaining.ts";
`;

/** The events of a build of the console image, made anew; what it needs to be measured by was built before. */
const eventsOf = ({ folder, cache }) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, "build", "console", "--no-cache", "--yes", "--progress", "json", ...withoutBoot],
    {
      cwd: folder,
      env: { ...process.env, THINSMITH_CACHE: cache },
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
};

const measured = once(() =>
  withModules(modules, async ({ emptyBuildView, fold, remainingSeconds }) => {
    const place = newPlace();
    await place.build();
    const begins = [];
    const errors = [];
    for (let count = 0; count < builds; count += 1) {
      const events = eventsOf(place);
      const end = events.at(-1).at;
      const begin = events[0].at;
      let view = emptyBuildView;
      let next = 0;
      /** What a person reads at a moment. */
      const leftAt = (now) => {
        while (events[next].at <= now && next < events.length - 1) view = fold(view, events[next++]);
        return remainingSeconds(view, now) ?? Number.NaN;
      };
      const expected = leftAt(begin);
      const real = (end - begin) / 1000;
      begins.push({ error: 100 * (expected / real - 1), expected, real });
      // In the last seconds, a rounded second is more than a quarter.
      for (let now = begin + (end - begin) / 2; now < end - 4000; now += 500)
        errors.push(100 * Math.abs(leftAt(now) / ((end - now) / 1000) - 1));
    }
    return { begins, errors };
  }),
);

const signed = (value) => `${value > 0 ? "+" : ""}${value.toFixed(0)} %`;

export const progressMeasures = [
  {
    name: "estimate of the time of a build",
    unit: "%",
    target: 10,
    measure: async () => {
      const { begins } = await measured();
      const told = begins.map(
        ({ error, expected, real }) =>
          `${signed(error)} (${expected.toFixed(0)} s expected, ${real.toFixed(0)} s)`,
      );
      return {
        value: Math.max(...begins.map(({ error }) => Math.abs(error))),
        detail: `console, made anew: ${told.join(", ")}`,
      };
    },
  },
  {
    name: "time to go from half of a build on",
    unit: "%",
    target: 25,
    measure: async () => {
      const { errors } = await measured();
      return {
        value: quantile(errors, 0.95),
        detail: `95 of 100 moments of ${builds} builds, median ${quantile(errors, 0.5).toFixed(0)} %`,
      };
    },
  },
];
