import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import type { StageRunner } from "../builder.ts";
import { sayThere } from "./machine.ts";
import { byHand, isMade, stateDirectory } from "./place.ts";
import { machineNamed, machineNames, noteSshConfig, type Session, within } from "./session.ts";
import { VagrantError, vagrant } from "./vagrant.ts";

const boxMeta = z.object({ name: z.string(), version: z.string().optional() });

/** The box that a machine was made from, where it is there. Vagrant notes the box before it makes the machine. */
const boxOfMachine = async (
  machine: string,
  { provider }: Session,
): Promise<z.infer<typeof boxMeta> | undefined> => {
  if (!(await isMade(machine, provider))) return undefined;
  try {
    const text = await readFile(join(stateDirectory(), "machines", machine, provider, "box_meta"), "utf8");
    return boxMeta.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Vagrant would go on with the machine that is there. @throws ThinsmithError */
const demandBox = async (session: Session): Promise<void> => {
  const wanted = session.machines.boxes[session.provider];
  for (const machine of machineNames) {
    const has = await boxOfMachine(machine, session);
    if (has === undefined || wanted === undefined) continue;
    if (has.name === wanted.name && (wanted.version ?? has.version) === has.version) continue;
    const named = ({ name, version }: { name: string; version?: string | undefined }) =>
      [name, version].filter(Boolean).join(" ");
    throw new ThinsmithError(
      `The machine ${machine} was made from the box ${named(has)}, not from ${named(wanted)}.`,
      {
        remedy: `Set base.box and base.boxVersion so, or remove the machines, with what was done in them: ${byHand("destroy", "--force")}`,
      },
    );
  }
};

/** Packages and network of a client depend on the suite. @throws ThinsmithError */
const demandSuite = async ({ base }: Settings, signal: AbortSignal): Promise<void> => {
  const text = await sayThere(machineNamed("template"), "cat /etc/os-release", { signal });
  const value = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(text)?.[1] ?? "";
  const suite = value("VERSION_CODENAME");
  if (value("ID") === base.distribution && (suite === base.suite || suite === "")) return;
  throw new ThinsmithError(
    `The template's box holds ${value("ID")} ${suite}, but base.suite is ${base.distribution} ${base.suite}.`,
    { remedy: `Set base.suite=${suite}, or take another box with base.box.` },
  );
};

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

/** Makes template and server where they are not there, and starts them. */
export const up =
  (session: Session): StageRunner =>
  async (context) => {
    const { settings, signal, progress, log } = context;
    await demandBox(session);
    const { boxes, driver } = session.machines;
    log(`provider ${session.provider}, driver ${driver}, box ${boxes[session.provider]?.name}`);
    const options = within(session, context);
    const start = () =>
      vagrant(["up", "--no-provision", ...machineNames], {
        ...options,
        onLine(line, machine) {
          log(line, machine);
          progress(undefined, machine ? `${machine}: ${line}` : line);
        },
      });
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
    await noteSshConfig(session, signal);
    const unfinished = await halfMade(session, signal);
    if (unfinished.length > 0) {
      log(`half made, so made anew: ${unfinished.join(", ")}`);
      await vagrant(["destroy", "--force", ...unfinished], options);
      await start();
      await noteSshConfig(session, signal);
    }
    await demandSuite(settings, signal);
  };
