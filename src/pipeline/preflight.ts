import { broughtBy } from "../catalog/roles.ts";
import { examine } from "../doctor/doctor.ts";
import type { Purpose } from "../doctor/requirements.ts";
import type { Settings } from "../settings/schema.ts";
import { demandSpace, sameFileSystem } from "../system/disk.ts";
import { ThinsmithError } from "../system/errors.ts";
import { cacheDirectory } from "../system/paths.ts";
import type { Plan, StageName } from "./stage.ts";

const MiB = 1024 * 1024;

/**
 * Bytes that a stage writes, measured on console images (a tree of 0.5 GB with 0.15 GB of packages, an image of
 * 0.25 GB) with a fifth to spare. More packages and firmware make the trees larger.
 */
const bytesOf = (stage: StageName, { packages, kernel, base }: Settings): number => {
  const roles = broughtBy(packages.roles, base);
  const desktop = roles.session ? 700 : 0;
  const more = 30 * (packages.install.length + roles.packages.length) + 60 * kernel.firmware.length + desktop;
  // The machines have disks of their own.
  const need: Record<StageName, number> = {
    up: 0,
    provision: 0,
    tree: 1,
    serve: 0,
    test: 0,
    machines: 0,
    bootstrap: 800 + 1.4 * more,
    customize: 250 + 0.2 * more,
    kernel: 15,
    initrd: 150,
    rootfs: 300 + 0.4 * more,
    home: 1,
    publish: 60,
  };
  return need[stage] * MiB;
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

/** @throws ThinsmithError with every finding that is not good */
export const demandPrograms = async (purposes: readonly Purpose[]): Promise<void> => {
  const lacking = (await examine(purposes)).filter(({ ok }) => !ok);
  if (lacking.length === 0) return;
  const lines = lacking.map(({ what, why, remedy }) => `  ${what} (${why}): ${remedy}`);
  const packages = lacking.some((finding) => finding.package);
  throw new ThinsmithError(`This machine cannot build yet:\n${lines.join("\n")}`, {
    remedy: packages
      ? "Do what is said above; on Debian and Ubuntu, --yes installs packages."
      : "Do what is said above.",
  });
};

/**
 * Looks, before anything is written, whether a build can work here.
 * @param toRun the stages that the cache does not have
 * @throws ThinsmithError that names what is missing and how to get it
 */
export const preflight = async (
  settings: Settings,
  { output, onPause }: { output: string; onPause?: unknown },
  toRun: readonly StageName[],
): Promise<void> => {
  if (settings.base.builder === "vagrant") {
    if (settings.machines.wait && !onPause)
      throw new ThinsmithError("machines.wait is on, but there is nobody to wait for.", {
        remedy: "Start the build in a terminal, or add --set machines.wait=false",
      });
    await demandPrograms(["vagrant"]);
  }
  // Nothing but publish needs a foreign program.
  else if (toRun.some((name) => name !== "publish")) await demandPrograms(["build"]);
  const sum = (names: readonly StageName[]) =>
    names.reduce((bytes, name) => bytes + bytesOf(name, settings), 0);
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
