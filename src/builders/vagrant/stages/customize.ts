import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { distributions } from "../../../distributions/distributions.ts";
import type { StageContext, StageRunner } from "../../../pipeline/builder.ts";
import { ThinsmithError } from "../../../system/errors.ts";
import type { customize as definition } from "../definitions.ts";
import { isUp, remoteFolder, remoteScript, runThere, unpackThere } from "../machine.ts";
import { byHand, idOf } from "../place.ts";
import { machineNamed, noteSshConfig, type Session, within } from "../session.ts";
import { logIn } from "../shell.ts";
import { VagrantError, vagrant } from "../vagrant.ts";
import { bundleOf } from "./bundle.ts";

/** Paths that change by themselves, or that the image replaces in any case. */
const notTelling = [
  ...["etc/fstab", "etc/machine-id", "etc/localtime", "etc/resolv.conf"],
  ...["etc/ssh/ssh_host_*", "root/.ssh", "root/.bash_history", "home/vagrant", "var/lib/dbus/machine-id"],
  // Ansible's folder, and the lock of programs that change passwords.
  ...["root/.ansible", "etc/.pwd.lock"],
];

type Inputs = ReturnType<typeof definition.inputs>;

/**
 * Paths that do not count in the template's fingerprint, since the root excludes them. In find(1) * also matches slashes, so
 * only patterns that end in * are used. /boot and /home count: kernel and home archive come from there.
 */
const uncounted = ({ distribution, exclude }: Pick<Inputs, "distribution" | "exclude">): string[] =>
  [...notTelling, ...distributions[distribution].template.excludes, ...exclude.paths].filter(
    (path) => /^[^*?[\]]+(\/?\*)?$/.test(path) && !/^(boot|home)(\/|$)(?!vagrant)/.test(path),
  );

/** How many times the template may fail to answer. Each time takes up to 20 seconds. */
const patience = 15;

/** Waits for the template, which the person may have restarted, switched off or removed. @throws ThinsmithError */
const awaitTemplate = async (session: Session, context: StageContext): Promise<void> => {
  const { signal, progress } = context;
  const template = machineNamed("template");
  const before = await idOf(template.name, session.provider);
  for (let failed = 0; !(await isUp(template, signal)); failed += 1) {
    if (failed === patience)
      throw new ThinsmithError("The template does not answer any more since somebody worked in it.", {
        remedy: `Look at its screen, or switch it off, and build again: ${byHand("halt", "--force", template.name)}`,
      });
    progress(undefined, "waits until the template answers again");
    // Repeated, since Vagrant does nothing, or fails, while the template shuts down.
    if (failed % 3 === 0) {
      try {
        await vagrant(["up", "--no-provision", template.name], within(session, context));
        await noteSshConfig(session, signal);
      } catch (error) {
        if (!(error instanceof VagrantError)) throw error;
        context.log(error.message);
      }
    }
    await setTimeout(5000, undefined, { signal });
  }
  if ((await idOf(template.name, session.provider)) !== before)
    throw new ThinsmithError("The template was removed while the build waited, and is made anew.", {
      remedy: "Build again: it is not provisioned yet, and nothing that was done in it is there any more.",
    });
};

/** Waits for a person who works in the template if the settings say so, and then makes the template's fingerprint. */
export const customize =
  (session: Session): StageRunner<Inputs> =>
  async (context) => {
    const { inputs, output, signal, log, pause, progress } = context;
    const template = machineNamed("template");
    if (inputs.wait) {
      progress(undefined, "waiting for you");
      await pause({
        machine: template.name,
        command: byHand("ssh", template.name),
        enter: () => logIn(session.provider, template.name),
      });
      await awaitTemplate(session, context);
    }
    const bundle = await bundleOf(inputs.distribution, inputs.additions, output);
    await unpackThere(template, remoteFolder, bundle, signal);
    progress(undefined, "what is in the template");
    const digest = await runThere(template, ["sh", remoteScript("fingerprint.sh"), ...uncounted(inputs)], {
      signal,
    });
    log(`fingerprint ${digest.trim()}`);
    await writeFile(join(output, "fingerprint"), digest);
  };
