import type { StageContext } from "../../pipeline/builder.ts";
import { machineNames, type Session, within } from "./session.ts";
import { VagrantError, vagrant } from "./vagrant.ts";

/** Whether the disk of a machine remains that was removed without Vagrant. The message is that of vagrant-libvirt. */
const isStaleDisk = (error: unknown): boolean =>
  error instanceof VagrantError &&
  error.lastLines.some((line) => line.includes("Volume for domain is already created"));

/** How long a machine with KVM may take until it has an address, in milliseconds. Most take a third of this. */
const kvmPatience = 90_000;

/** libvirt reports no error if KVM exists but does not run a guest. */
const noAnswer = "no answer yet; if KVM is of no use here: Ctrl-C, then machines.driver=qemu";

const vagrantUp = async (session: Session, context: StageContext): Promise<void> => {
  const { log, progress, signal } = context;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    if (signal.aborted) return;
    log(noAnswer);
    progress(undefined, noAnswer);
  };
  try {
    await vagrant(["up", "--no-provision", ...machineNames], {
      ...within(session, context),
      onLine(line, machine) {
        if (session.machines.driver === "kvm" && line.includes("Waiting for domain to get an IP address"))
          timer ??= setTimeout(tell, kvmPatience);
        if (line.includes("SSH address")) clearTimeout(timer);
        log(line, machine);
        progress(undefined, machine ? `${machine}: ${line}` : line);
      },
    });
  } finally {
    clearTimeout(timer);
  }
};

/** Starts template and server, and makes those that do not exist. */
export const start = async (session: Session, context: StageContext): Promise<void> => {
  try {
    await vagrantUp(session, context);
  } catch (error) {
    if (!isStaleDisk(error)) throw error;
    const options = within(session, context);
    // For a machine that does not exist, this removes the remaining disk.
    for (const { target, type, data } of await vagrant(["status", ...machineNames], options)) {
      if (type === "state" && data[0] === "not_created")
        await vagrant(["destroy", "--force", target], options);
    }
    await vagrantUp(session, context);
  }
};
