import { broughtBy } from "../catalog/roles.ts";
import type { Settings } from "../settings/schema.ts";
import { demandSpace, sameFileSystem } from "../system/disk.ts";
import { checkNeeds } from "../system/needs.ts";
import { cacheDirectory } from "../system/paths.ts";
import type { Builder } from "./builder.ts";
import type { Plan, StageName } from "./stage.ts";

const MiB = 1024 * 1024;

/** MiB by which packages, firmware and a desktop are more than those of a console image. */
const moreThanConsole = ({ packages, kernel, base }: Settings): number => {
  const roles = broughtBy(packages.roles, base);
  const desktop = roles.session ? 700 : 0;
  return 30 * (packages.install.length + roles.packages.length) + 60 * kernel.firmware.length + desktop;
};

/** The stages that will run: those that `target` needs and the cache does not have. */
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
 * Looks, before anything is written, whether a build can work here.
 * @param toRun the stages that the cache does not have
 * @throws ThinsmithError that names what is missing and how to get it
 */
export const preflight = async (
  { settings, builder, output }: { settings: Settings; builder: Builder; output: string },
  stages: Plan,
  toRun: readonly StageName[],
): Promise<void> => {
  // Publishing alone runs no foreign program.
  const works = stages.some(({ sideEffect }) => sideEffect) || toRun.some((name) => name !== "publish");
  if (works) await checkNeeds(builder.needs);
  const more = moreThanConsole(settings);
  const sum = (names: readonly StageName[]) =>
    stages
      .filter(({ name }) => names.includes(name))
      .reduce((bytes, { mebibytes }) => bytes + mebibytes(more) * MiB, 0);
  const inCache = toRun.filter((name) => name !== "publish");
  // A release shares its files with the cache where both lie on one file system.
  const shared = await sameFileSystem(cacheDirectory(), output);
  const inRelease: StageName[] = shared ? ["publish"] : ["publish", "kernel", "rootfs", "home"];
  await demandSpace(
    cacheDirectory(),
    sum(inCache) + (shared ? sum(inRelease) : 0),
    `building ${settings.name}`,
  );
  if (!shared) await demandSpace(output, sum(inRelease), `the release of ${settings.name}`);
};
