import { readFile } from "node:fs/promises";
import { writeFile } from "atomically";
import type { StageContext, StageRunner } from "../builder.ts";
import { demandBox, demandSuite } from "./demands.ts";
import { sayThere } from "./machine.ts";
import { idOf, isMade, ownFile } from "./place.ts";
import { machineNamed, machineNames, noteSshConfig, type Session, within } from "./session.ts";
import { VagrantError, vagrant } from "./vagrant.ts";

/** The machines' addresses in the private network end so: those of Vagrantfile. */
const addressOf = { template: 253, server: 254 } as const;

/** Is in every machine that was ever provisioned. */
const provisioned = "/var/lib/thinsmith";

/**
 * Machines without their address, that nothing was done in: Vagrant was killed while it made them, takes them for made, and
 * gives an address to new ones alone.
 */
const halfMade = async ({ machines }: Session, signal: AbortSignal): Promise<string[]> => {
  const line = `ip -4 -brief address; ls -d ${provisioned} 2>/dev/null || :`;
  const found = machineNames.map(async (name) => {
    const said = (await sayThere(machineNamed(name), line, { signal })).split(/\s+/);
    const address = machines.network.replace(/0\/24$/, `${addressOf[name]}/24`);
    return said.includes(address) || said.includes(provisioned) ? [] : [name];
  });
  return (await Promise.all(found)).flat();
};

/** The disk of a machine that somebody removed past Vagrant, in the words of vagrant-libvirt. */
const isStaleDisk = (error: unknown): boolean =>
  error instanceof VagrantError &&
  error.lastLines.some((line) => line.includes("Volume for domain is already created"));

/** So long a machine with KVM may take for its first sign of life, in milliseconds; most take a third of it. */
const kvmPatience = 90_000;

/**
 * Tells Vagrantfile and the playbooks what the machines are to be. Where they are there and it is refused, what was written
 * before has to come back: a person's `vagrant provision` reads it, too.
 * @returns takes it back
 */
const noteMachines = async ({ machines, provider }: Session): Promise<() => Promise<void>> => {
  const file = ownFile("machines.json");
  const before = (await isMade("template", provider))
    ? await readFile(file, "utf8").catch(() => undefined)
    : undefined;
  await writeFile(file, `${JSON.stringify(machines, null, 2)}\n`);
  return async () => {
    if (before !== undefined) await writeFile(file, before);
  };
};

/** Starts the machines, and makes those that are not there. */
const startMachines = async (session: Session, context: StageContext): Promise<void> => {
  const { log, progress } = context;
  let answered = session.machines.driver !== "kvm";
  const silent = setTimeout(() => {
    if (answered) return;
    // libvirt says nothing where the processor's virtualisation is there and runs no guest.
    const hint = "no answer yet; if KVM is of no use here: machines.driver=qemu";
    log(hint);
    progress(undefined, hint);
  }, kvmPatience);
  try {
    await vagrant(["up", "--no-provision", ...machineNames], {
      ...within(session, context),
      onLine(line, machine) {
        answered ||= line.includes("SSH address");
        log(line, machine);
        progress(undefined, machine ? `${machine}: ${line}` : line);
      },
    });
  } finally {
    clearTimeout(silent);
  }
};

/** Makes template and server where they are not there, and starts them. */
export const up =
  (session: Session): StageRunner =>
  async (context) => {
    const { settings, signal, log, note } = context;
    await demandBox(session);
    const takeBack = await noteMachines(session);
    const templateBefore = await idOf("template", session.provider);
    const { boxes, driver } = session.machines;
    log(`provider ${session.provider}, driver ${driver}, box ${boxes[session.provider]?.name}`);
    const options = within(session, context);
    const start = () => startMachines(session, context);
    try {
      await start();
    } catch (error) {
      if (!isStaleDisk(error)) throw error;
      // Of a machine that is not there, destroying removes what is left.
      for (const { target, type, data } of await vagrant(["status", ...machineNames], options)) {
        if (type === "state" && data[0] === "not_created")
          await vagrant(["destroy", "--force", target], options);
      }
      await start();
    }
    if (templateBefore !== undefined && templateBefore !== (await idOf("template", session.provider)))
      note(
        "The template was gone and is made anew: what was done in it by hand is lost, and not in the image.",
      );
    await noteSshConfig(session, signal);
    const unfinished = await halfMade(session, signal);
    if (unfinished.length > 0) {
      log(`half made, so made anew: ${unfinished.join(", ")}`);
      await vagrant(["destroy", "--force", ...unfinished], options);
      await start();
      await noteSshConfig(session, signal);
    }
    try {
      await demandSuite(settings, signal);
    } catch (error) {
      await takeBack();
      throw error;
    }
  };
