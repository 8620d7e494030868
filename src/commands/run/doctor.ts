import { vagrantBuilder } from "../../builders/vagrant/builder.ts";
import { examine, needsFor, type Purpose } from "../../doctor/doctor.ts";
import { parseSettings } from "../../settings/parse.ts";
import { invocation } from "../../system/invocation.ts";
import * as system from "../../system/needs.ts";
import type { doctor } from "../doctor.ts";
import type { OptionsOf } from "../options.ts";
import { installMissing, packagesOf } from "./install-missing.ts";
import { print, printJson } from "./print.ts";

/** `thinsmith doctor`: what this machine has and lacks. Returns the exit status. */
export const doctorCommand = async (options: OptionsOf<typeof doctor>): Promise<number> => {
  const purposes: Purpose[] = [
    ...(["build", "boot", "inspect", "unpack", "serve", "ipxe"] as const),
    ...(options.signing ? (["keys", "uki", "secureBoot"] as const) : []),
    ...(options.tests ? (["uefi", "secureBoot", "pxelinux", "grub", "shim", "tests"] as const) : []),
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
    const more = [
      ...(options.signing ? ["--signing"] : []),
      ...(options.tests ? ["--tests"] : []),
      ...(options.vagrant ? ["--vagrant"] : []),
    ];
    const command = [invocation(), "doctor", ...more, "--install"].join(" ");
    print(`\nInstall what is missing with: ${command}`);
  }
  return ok ? 0 : 1;
};
