import { vagrantBuilder } from "../../builders/vagrant/builder.ts";
import { examine, needsFor, type Purpose } from "../../doctor/doctor.ts";
import { parseSettings } from "../../settings/parse.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { invocation } from "../../system/invocation.ts";
import * as system from "../../system/needs.ts";
import { hasProgram } from "../../system/programs.ts";
import type { doctor } from "../doctor.ts";
import type { OptionsOf } from "../options.ts";
import { ask, canAsk } from "./ask.ts";
import { print, printJson } from "./print.ts";

const packagesOf = (findings: readonly system.Finding[]) => [
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

/** `thinsmith doctor`: what this machine has and lacks. Returns the exit status. */
export const doctorCommand = async (options: OptionsOf<typeof doctor>): Promise<number> => {
  const purposes: Purpose[] = [
    ...(["build", "boot", "inspect", "unpack", "serve", "ipxe"] as const),
    ...(options.tests ? (["uefi", "pxelinux", "grub", "shim", "tests"] as const) : []),
  ];
  const installed = await vagrantBuilder.installs(parseSettings({ version: 1 }));
  const machines: Purpose[] = [
    ...(installed.some((need) => needsFor(["libvirt"]).includes(need)) ? (["libvirt"] as const) : []),
    ...(["box", "vagrant"] as const),
    ...(options.tests ? (["lab"] as const) : []),
  ];
  if (options.install)
    await installMissing([...purposes, ...(options.vagrant ? machines : [])], options.yes === true, true);
  const findings = [...(await examine(purposes)), ...(options.vagrant ? await examine(machines) : [])];
  const ok = findings.every((finding) => finding.ok);
  if (options.json) {
    printJson({ ok, findings });
    return ok ? 0 : 1;
  }
  for (const finding of findings) {
    print(`${finding.ok ? "ok     " : "missing"}  ${finding.what.padEnd(24)} ${finding.why}`);
    if (!finding.ok) print(`         ${finding.remedy}`);
  }
  if (!ok && packagesOf(findings).length > 0 && (await system.systemFamily()) === "debian") {
    const more = [...(options.tests ? ["--tests"] : []), ...(options.vagrant ? ["--vagrant"] : [])];
    const command = [invocation(), "doctor", ...more, "--install"].join(" ");
    print(`\nInstall what is missing with: ${command}`);
  }
  return ok ? 0 : 1;
};
