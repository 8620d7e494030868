// How far the estimates are from what real builds come to. Both rows build: some minutes for each image.

import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../src/dev/setup.mjs";
import { withModules } from "./modules.mjs";
import { newPlace, program, withoutBoot } from "./place.mjs";
import { once } from "./timing.mjs";

/** Presets that need no file of a vendor and no other distribution's keys. */
const presets = ["console", "console-bookworm", "compute", "rdp", "desktop-lxde", "kiosk"];
const sets = 10;
const packagesOfSet = 6;

const modules = `
  export { forecast } from "./src/contents/forecast.ts";
  export { packageSource } from "./src/contents/packages.ts";
  export { distributions } from "./src/distributions/distributions.ts";
  export { readPresetFile } from "./src/settings/presets.ts";
`;

/** Runs the program in a place. */
const runIn = ({ folder, cache }, ...args) =>
  spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, THINSMITH_CACHE: cache },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });

/** A build in a folder of its own; the error text of one that failed. */
const build = (place, ...args) => {
  const { status, stderr } = runIn(place, "build", ...args, ...withoutBoot, "--yes", "--progress", "quiet");
  return status === 0 ? undefined : stderr;
};

/** The package list of a preset's suite, which a build has brought. */
const indexOf = async ({ distributions, packageSource }, settings, cache) => {
  process.env.THINSMITH_CACHE = cache;
  return distributions[settings.base.distribution].loadPackageIndex(packageSource(settings));
};

const percent = (share) => Math.round(share * 1000) / 10;
const worst = (rows) => ({
  value: Math.max(...rows.map(({ error }) => Math.abs(error))),
  detail: rows.map(({ name, error }) => `${name} ${error > 0 ? "+" : ""}${error} %`).join(", "),
});

/** Numbers from 0 to 1, the same in every run (mulberry32). */
const numbers = (seed) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Programs of a suite with all that they need: at least 20 and at most 200 MB to download beside a console. */
const randomSet = ({ forecast }, settings, index, random) => {
  const console = forecast(settings, index).downloadBytes;
  const programs = index.alphabetical.filter(
    ({ name, section }) =>
      !/(^|\/)(lib|debug|doc|kernel|metapackages)/.test(section) && !/-(dev|dbg|doc)$/.test(name),
  );
  for (;;) {
    const install = Array.from(
      { length: packagesOfSet },
      () => programs[Math.floor(random() * programs.length)].name,
    );
    const chosen = { ...settings, packages: { ...settings.packages, install } };
    const cost = forecast(chosen, index);
    const more = cost.downloadBytes - console;
    if (cost.unknown.length === 0 && more > 20e6 && more < 200e6) return { install, bytes: cost.imageBytes };
  }
};

/** Memory in bytes that a client of a release has in use when it is up. */
const memoryInUse = (place, name) => {
  const { stdout, stderr } = runIn(place, "boot", name, "--json", "--memory", "2048", "--timeout", "900");
  const { ok, memoryMiB, checks } = JSON.parse(stdout || "{}");
  if (!ok) throw new Error(`${name} does not boot: ${JSON.stringify(checks)} ${stderr}`);
  return memoryMiB * 1024 * 1024;
};

/** Errors of the estimates of each preset in percent: of its root's size, and of the memory that its client has in use. */
const presetsMeasured = once(() =>
  withModules(modules, async (found) => {
    const place = newPlace();
    const rows = [];
    for (const name of presets) {
      const failed = build(place, name);
      if (failed) throw new Error(failed);
      const settings = await found.readPresetFile(join(root, "presets", `${name}.json`));
      const index = await indexOf(found, settings, place.cache);
      const { files } = JSON.parse(
        readFileSync(join(place.folder, "build", name, "current/manifest.json"), "utf8"),
      );
      const { size } = files.find((file) => file.name === "rootfs.squashfs");
      const { imageBytes, programBytes } = found.forecast(settings, index);
      const used = memoryInUse(place, name);
      rows.push({
        name,
        size: percent(imageBytes / size - 1),
        memory: percent((imageBytes + programBytes) / used - 1),
      });
    }
    return rows;
  }),
);

export const estimateMeasures = [
  {
    name: "estimate of presets",
    unit: "%",
    target: 10,
    measure: async () => worst((await presetsMeasured()).map(({ name, size }) => ({ name, error: size }))),
  },
  {
    name: "estimate of presets' memory",
    unit: "%",
    target: 10,
    measure: async () =>
      worst((await presetsMeasured()).map(({ name, memory }) => ({ name, error: memory }))),
  },
  {
    name: "estimate of random sets",
    unit: "%",
    target: 20,
    measure: () =>
      withModules(modules, async (found) => {
        const place = newPlace();
        const settings = await found.readPresetFile(join(root, "presets/console.json"));
        build(place, "console", "--only", "rootfs");
        const index = await indexOf(found, settings, place.cache);
        const rows = [];
        const refused = [];
        for (let seed = 1; rows.length < sets && seed < 10 * sets; seed += 1) {
          const { install, bytes } = randomSet(found, settings, index, numbers(seed));
          const words = install.flatMap((name) => ["--set", `packages.install+=${name}`]);
          // Packages that cannot be together in one image are no set.
          if (build(place, "console", "--only", "rootfs", ...words)) {
            refused.push(seed);
            continue;
          }
          const parts = join(place.folder, "build/console/parts");

          const size = statSync(join(parts, "rootfs.squashfs")).size;
          rows.push({ name: `${seed} (${Math.round(size / 1e6)} MB)`, error: percent(bytes / size - 1) });
        }
        const { value, detail } = worst(rows);
        return { value, detail: `${detail}; not to be installed together: ${refused.length}` };
      }),
  },
];
