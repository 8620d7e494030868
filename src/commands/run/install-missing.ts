import { needsFor, type Purpose } from "../../doctor/doctor.ts";
import { ThinsmithError } from "../../system/errors.ts";
import * as system from "../../system/needs.ts";
import { hasProgram } from "../../system/programs.ts";
import { ask, canAsk } from "./ask.ts";

/** Packages that bring what is missing, each once. */
export const packagesOf = (findings: readonly system.Finding[]) => [
  ...new Set(findings.flatMap((finding) => (finding.ok || !finding.package ? [] : [finding.package]))),
];

const isRoot = () => process.getuid?.() === 0;

const install = async (packages: readonly string[]): Promise<void> => {
  const root = isRoot();
  if (!root && !(await hasProgram("sudo"))) {
    throw new ThinsmithError(`These packages are missing: ${packages.join(" ")}`, {
      remedy: `As root, run: apt-get install ${packages.join(" ")}`,
    });
  }
  const { runOnTerminal } = await import("../../system/process.ts");
  const asRoot = root ? [] : ["sudo"];
  const env = ["env", "DEBIAN_FRONTEND=noninteractive"];
  process.stderr.write(`installing ${packages.join(" ")}\n`);
  await runOnTerminal([...asRoot, "apt-get", "update", "--quiet=2"]);
  await runOnTerminal([
    ...asRoot,
    ...env,
    ...system.packageManagers.debian.install,
    "--quiet=2",
    ...packages,
  ]);
};

/** Whether apt can install without a person: as root, or with a sudo that asks for no password. */
const needsNobody = async (): Promise<boolean> => {
  if (isRoot()) return true;
  const { run } = await import("../../system/process.ts");
  return run(["sudo", "--non-interactive", "true"]).then(
    () => true,
    () => false,
  );
};

/**
 * Installs by apt what is missing for a purpose: after one question in a terminal, without one with `--yes` or in CI.
 * On other systems, where nobody can answer, and under THINSMITH_INSTALL=no it leaves that to the check that follows.
 * @param asked the person said that they want packages installed: without a terminal no question is needed
 */
export const installMissing = async (
  wanted: readonly (Purpose | system.Need)[],
  yes: boolean,
  asked = false,
): Promise<void> => {
  if (process.env.THINSMITH_INSTALL === "no") return;
  const needs = wanted.flatMap((each) => (typeof each === "string" ? needsFor([each]) : [each]));
  const packages = packagesOf(await system.examine(needs.filter((need) => need.packages)));
  if (packages.length === 0) return;
  const family = await system.systemFamily();
  if (!family || !system.packageManagers[family].automatic) return;
  const unasked = yes || process.env.CI === "true";
  if (!unasked) {
    if (canAsk()) {
      if (!(await ask(`thinsmith needs these packages: ${packages.join(" ")}. Install them with apt?`)))
        return;
    } else if (!asked || !(await needsNobody())) return;
  }
  await install(packages);
};
