import { readFile } from "node:fs/promises";
import { writeFile } from "atomically";
import type { StageContext, StageRunner } from "../../../pipeline/builder.ts";
import { checkBox, checkSuite } from "../checks.ts";
import type { up as definition } from "../definitions.ts";
import { sayThere } from "../machine.ts";
import { madeMachines } from "../machine-state.ts";
import type { Machines } from "../machines.ts";
import { idOf, ownFile } from "../place.ts";
import { machineNamed, machineNames, noteSshConfig, type Session, within } from "../session.ts";
import { start } from "../start.ts";
import { vagrant } from "../vagrant.ts";

/** The last parts of the machines' addresses in the private network, as in Vagrantfile. */
const addressOf = { template: 253, server: 254 } as const;

/** Exists in every machine that was provisioned before. */
const provisioned = "/var/lib/thinsmith";

/**
 * Machines that have no address and were never provisioned. Vagrant was killed while it made them; it takes them for complete,
 * and gives an address only to new machines.
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

/**
 * Writes the input of Vagrantfile and the playbooks.
 * @returns a function that restores the earlier file if machines exist, since these do not match the new one, which
 * `vagrant provision` by hand would read
 */
const noteMachines = async (machines: Machines, wereThere: boolean): Promise<() => Promise<void>> => {
  const file = ownFile("machines.json");
  const before = wereThere ? await readFile(file, "utf8").catch(() => undefined) : undefined;
  await writeFile(file, `${JSON.stringify(machines, null, 2)}\n`);
  return async () => {
    if (before !== undefined) await writeFile(file, before);
  };
};

/** Starts the machines, and tells the person if the template was made anew. */
const startSameTemplate = async (session: Session, context: StageContext): Promise<void> => {
  const before = await idOf("template", session.provider);
  try {
    await start(session, context);
  } finally {
    const now = await idOf("template", session.provider);
    if (before !== undefined && before !== now)
      context.note("The template was gone: what was done in it by hand is lost, and not in the image.");
  }
};

/** Removes machines that Vagrant has made before it was interrupted. Vagrant does not always remove them. */
const removeNew = async (session: Session, before: readonly string[]): Promise<void> => {
  const added = (await madeMachines(session.provider)).filter((name) => !before.includes(name));
  if (added.length > 0) await vagrant(["destroy", "--force", ...added], { provider: session.provider });
};

/**
 * Gives each process of emulated machines the same addresses, until they are shut down: QEMU translates a program anew for
 * each address that it lies at, which is most of what the many short programs of a build take.
 */
const spareTranslation = async ({ machines }: Session, signal: AbortSignal): Promise<void> => {
  if (machines.driver !== "qemu") return;
  const line = "echo 0 >/proc/sys/kernel/randomize_va_space";
  await Promise.all(machineNames.map((name) => sayThere(machineNamed(name), line, { signal })));
};

/** Starts template and server, and makes them if they do not exist. */
export const up =
  (session: Session): StageRunner<ReturnType<typeof definition.inputs>> =>
  async (context) => {
    const { inputs, signal, log } = context;
    await checkBox(session);
    const before = await madeMachines(session.provider);
    const takeBack = await noteMachines(session.machines, before.length > 0);
    const { boxes, driver } = session.machines;
    log(`provider ${session.provider}, driver ${driver}, box ${boxes[session.provider]?.name}`);
    try {
      await startSameTemplate(session, context);
      await noteSshConfig(session, signal);
      const unfinished = await halfMade(session, signal);
      if (unfinished.length > 0) {
        log(`half made, so made anew: ${unfinished.join(", ")}`);
        await vagrant(["destroy", "--force", ...unfinished], within(session, context));
        await start(session, context);
        await noteSshConfig(session, signal);
      }
      await spareTranslation(session, signal);
      await checkSuite(inputs, signal);
    } catch (error) {
      // The first error is what counts.
      await takeBack().catch(() => {});
      if (signal.aborted) await removeNew(session, before).catch(() => {});
      throw error;
    }
  };
