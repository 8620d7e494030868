import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withModules } from "../modules.mjs";
import { newPlace, newScratch } from "../place.mjs";
import { median, once } from "../timing.mjs";

const modules = `export { bomOf } from "./src/trust/sbom/bom.ts";
  export { readCollected } from "./src/trust/sbom/collected.ts";
  export { writeSboms } from "./src/trust/sbom/write.ts";
  export { auditOf } from "./src/trust/audit/audit.ts";
  export { readTracker } from "./src/trust/audit/tracker.ts";
  export { distributions } from "./src/distributions/distributions.ts";`;

const runs = 5;

/** The console image, built, and its manifest. */
const prepare = once(async () => {
  const place = newPlace();
  await place.build();
  const manifest = JSON.parse(
    readFileSync(join(place.folder, "build/console/current/manifest.json"), "utf8"),
  );
  return { ...place, manifest };
});

/** Data of a tracker as large as Debian's, 80 MB: 4,000 source packages with 20 issues, of which linux has as many as 300. */
const makeTracker = (file, sources) => {
  const suites = ["bookworm", "trixie", "forky", "sid"];
  const issue = (number) => ({
    description: `In the thing that ${number} is, a length is not checked; "quoted". `.repeat(4),
    scope: "remote",
    releases: Object.fromEntries(
      suites.map((suite) => [
        suite,
        {
          status: number % 3 ? "resolved" : "open",
          repositories: { [suite]: `1.${number}-1`, [`${suite}-security`]: `1.${number}-1+deb13u1` },
          ...{ fixed_version: `1.${number}-2`, urgency: "not yet assigned" },
        },
      ]),
    ),
  });
  const issues = (from, count) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`CVE-2026-${10_000 + from + at}`, issue(from + at)]),
    );
  const names = [...sources, ...Array.from({ length: 4000 }, (_, at) => `source-${at}`)];
  const data = names.map((name, at) => [name, issues(at * 20, name === "linux" ? 6000 : 20)]);
  writeFileSync(file, JSON.stringify(Object.fromEntries(data)));
};

/** What some runs of a work give, the last of them, and their median in seconds. */
const timed = async (work) => {
  const times = [];
  let result;
  for (let run = 0; run < runs; run += 1) {
    const begin = performance.now();
    result = await work();
    times.push((performance.now() - begin) / 1000);
  }
  return { result, value: median(times) };
};

export const contentsMeasures = [
  {
    name: "build sbom",
    unit: "s",
    target: 1,
    async measure() {
      const { manifest, stage } = await prepare();
      const folder = newScratch();
      return withModules(modules, async ({ bomOf, readCollected, writeSboms, distributions }) => {
        const { value, result } = await timed(async () => {
          const { packages, details } = await readCollected(stage("rootfs"), distributions.debian.licenceIn);
          return writeSboms(folder, bomOf({ ...manifest, packages }, manifest.settings, details));
        });
        const bytes = result.reduce((sum, { size }) => sum + size, 0);
        if (bytes < 100_000) throw new Error("the SBOMs are not whole");
        return { value, detail: `${manifest.packages.length} packages, both formats, ${bytes} bytes` };
      });
    },
  },
  {
    name: "release audit, beyond lists",
    unit: "s",
    target: 1,
    async measure() {
      const { manifest } = await prepare();
      const sources = new Set(manifest.packages.map(({ name, source = name }) => source).concat("linux"));
      const tracker = join(newScratch(), "tracker.json");
      makeTracker(tracker, sources);
      const versions = new Map(
        manifest.packages.map(({ name, version, architecture }) => [
          name,
          [
            {
              version: `${version}+new`,
              architecture,
              source: name,
              sourceVersion: version,
              archive: "trixie",
            },
          ],
        ]),
      );
      return withModules(modules, async ({ auditOf, readTracker, distributions }) => {
        const { value, result } = await timed(async () => {
          const issues = await readTracker(tracker, "trixie", sources);
          return auditOf(manifest.packages, { versions }, distributions.debian.compareVersions, issues);
        });
        if (result.updates.length !== manifest.packages.length) throw new Error("updates are missing");
        const bytes = readFileSync(tracker).length;
        return {
          value,
          detail: `${result.updates.length} packages, ${Math.round(bytes / 1e6)} MB of a tracker`,
        };
      });
    },
  },
];
