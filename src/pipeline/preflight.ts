import { broughtBy } from "../catalog/roles.ts";
import { checkSource, type FetchLists, notesOnRemoved, type SourceNotes } from "../contents/check-source.ts";
import type { Settings } from "../settings/schema.ts";
import { demandSpace, sameFileSystem } from "../system/disk.ts";
import { checkNeeds } from "../system/needs.ts";
import { cacheDirectory } from "../system/paths.ts";
import type { Builder } from "./builder.ts";
import type { Plan, StageName } from "./stage.ts";

const MiB = 1024 * 1024;

/** How many MiB packages, firmware and a desktop need more than those of a console image. */
const moreThanConsole = ({ packages, kernel, base }: Settings): number => {
  const roles = broughtBy(packages.roles, base);
  const desktop = roles.session ? 700 : 0;
  return 30 * (packages.install.length + roles.packages.length) + 60 * kernel.firmware.length + desktop;
};

/** The stages that will run: `target` needs them, and the cache does not have their results. */
export const stagesToRun = (
  stages: Plan,
  missing: readonly StageName[],
  target: StageName = "publish",
): StageName[] => {
  const needed = new Set<StageName>();
  const visit = (name: StageName) => {
    if (needed.has(name) || !missing.includes(name)) return;
    needed.add(name);
    for (const need of stages.find((stage) => stage.name === name)?.needs ?? []) visit(need);
  };
  visit(target);
  return [...needed];
};

/**
 * Checks whether there are the suite and the packages that the stages to run install.
 * @param fetchLists brings the lists on this machine up to date
 * @throws SettingsError
 */
export const checkInstalls = (
  settings: Settings,
  stages: Plan,
  toRun: readonly StageName[],
  fetchLists?: FetchLists,
): Promise<SourceNotes> =>
  stages.some(({ name, installs }) => installs && toRun.includes(name))
    ? checkSource(settings, fetchLists)
    : // What is in the cache was installed, whatever lists say now.
      notesOnRemoved(settings);

/**
 * Checks, before anything is written, whether this machine can run a build.
 * @param toRun the stages that are not in the cache
 * @throws ThinsmithError that says what is missing and how to get it
 */
export const preflight = async (
  { settings, builder, output }: { settings: Settings; builder: Builder; output: string },
  stages: Plan,
  toRun: readonly StageName[],
): Promise<void> => {
  // Publishing runs no other program.
  const works = stages.some(({ sideEffect }) => sideEffect) || toRun.some((name) => name !== "publish");
  const ofStages = stages.flatMap(({ name, requires = [] }) => (toRun.includes(name) ? requires : []));
  if (works) await checkNeeds([...builder.needs, ...ofStages]);
  const more = moreThanConsole(settings);
  const sum = (names: readonly StageName[]) =>
    stages
      .filter(({ name }) => names.includes(name))
      .reduce((bytes, { mebibytes }) => bytes + mebibytes(more) * MiB, 0);
  const inCache = toRun.filter((name) => name !== "publish");
  // A release shares its files with the cache if both are on the same file system.
  const shared = await sameFileSystem(cacheDirectory(), output);
  const inRelease: StageName[] = shared ? ["publish"] : ["publish", "kernel", "rootfs", "home"];
  await demandSpace(
    cacheDirectory(),
    sum(inCache) + (shared ? sum(inRelease) : 0),
    `building ${settings.name}`,
  );
  if (!shared) await demandSpace(output, sum(inRelease), `the release of ${settings.name}`);
};
