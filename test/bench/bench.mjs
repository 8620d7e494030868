// npm run bench [-- --only WORD] [-- --json]: every speed that is promised, each against its peer in this run.

import { run, setUp } from "../../src/dev/setup.mjs";
import { buildMeasures } from "./build.mjs";
import { buildScreenMeasures } from "./build-screen.mjs";
import { clientMeasures } from "./client.mjs";
import { estimateMeasures } from "./estimates.mjs";
import { explorerMeasures } from "./explorer.mjs";
import { inspectMeasures } from "./inspect.mjs";
import { progressMeasures } from "./progress.mjs";
import { screenMeasures } from "./screens.mjs";
import { serveMeasures } from "./serve.mjs";
import { startMeasures } from "./start.mjs";
import { contentsMeasures } from "./trust/contents.mjs";
import { wizardMeasures } from "./wizard.mjs";

const args = process.argv.slice(2);
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : "";
const json = args.includes("--json");

setUp();
run(
  process.execPath,
  ["dist/thinsmith.js", "doctor", "--install", "--tests"],
  json ? ["ignore", 2, 2] : "inherit",
);

/** A measure: its name, a function that gives its value, its unit and the most it may be. */
const measures = [
  ...startMeasures,
  ...buildMeasures,
  ...clientMeasures,
  ...wizardMeasures,
  ...buildScreenMeasures,
  ...screenMeasures,
  ...inspectMeasures,
  ...explorerMeasures,
  ...serveMeasures,
  ...contentsMeasures,
  ...estimateMeasures,
  ...progressMeasures,
].filter(({ name }) => name.includes(only));
const results = [];
for (const { name, unit, target, measure } of measures) {
  if (!json) process.stderr.write(`measuring ${name} ...\n`);
  const { value, detail } = await measure();
  results.push({ name, value: Math.round(value * 1000) / 1000, unit, target, ok: value <= target, detail });
}

if (json) {
  console.log(JSON.stringify(results, null, 2));
} else {
  for (const { name, value, unit, target, ok, detail } of results) {
    console.log(
      `${name.padEnd(32)} ${String(value).padStart(8)} ${unit.padEnd(6)} at most ${String(target).padEnd(6)} ${ok ? "ok    " : "MISSED"}  ${detail}`,
    );
  }
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
