import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { templateExcludes } from "../../catalog/template.ts";
import type { Settings } from "../../settings/schema.ts";
import type { StageRunner } from "../builder.ts";
import { bundleOf } from "./bundle.ts";
import { logIn } from "./log-in.ts";
import { remoteFolder, remoteScript, runThere, unpackThere } from "./machine.ts";
import { byHand } from "./place.ts";
import { machineNamed, type Session } from "./session.ts";

/** What changes without a person's doing, and what the image has otherwise in any case. */
const notTelling = [
  ...["etc/fstab", "etc/machine-id", "etc/localtime", "etc/resolv.conf"],
  ...["etc/ssh/ssh_host_*", "root/.ssh", "root/.bash_history", "home/vagrant", "var/lib/dbus/machine-id"],
  "var/backups",
  // Ansible's folder, and the lock that any program with passwords leaves.
  ...["root/.ansible", "etc/.pwd.lock"],
];

/**
 * Paths that do not count in the template's fingerprint: what is left out of the root. find(1) reads * across slashes, so
 * of patterns only those are taken that end in one. /boot and /home count: kernel and home archive come from there.
 */
export const uncounted = ({ exclude }: Settings): string[] =>
  [...notTelling, ...templateExcludes, ...exclude.paths].filter(
    (path) => /^[^*?[\]]+(\/?\*)?$/.test(path) && !/^(boot|home)(\/|$)(?!vagrant)/.test(path),
  );

/** Waits for a person who works in the template, where that is wanted; then finds out what the template is like. */
export const customize =
  (session: Session): StageRunner =>
  async ({ settings, output, signal, log, pause, progress }) => {
    const template = machineNamed("template");
    if (settings.machines.wait) {
      progress(undefined, "waiting for you");
      await pause({
        machine: template.name,
        command: byHand("ssh", template.name),
        enter: () => logIn(session.provider, template.name),
      });
    }
    await unpackThere(template, remoteFolder, await bundleOf(settings, output), { signal });
    progress(undefined, "what is in the template");
    const digest = await runThere(template, ["sh", remoteScript("fingerprint.sh"), ...uncounted(settings)], {
      signal,
    });
    log(`fingerprint ${digest.trim()}`);
    await writeFile(join(output, "fingerprint"), digest);
  };
