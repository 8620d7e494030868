import { access, constants, readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { writeFile } from "atomically";
import { z } from "zod";
import { provisionSources } from "../../build/sources.ts";
import type { Provider } from "../../catalog/boxes.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { makeDirectory } from "../../system/files.ts";
import { lock } from "../../system/lock.ts";
import { packageRoot } from "../../system/paths.ts";
import type { Builder } from "../builder.ts";
import { afterwards } from "./afterwards.ts";
import { home, initrd, kernel, rootfs } from "./artifacts.ts";
import { resolveBox } from "./box.ts";
import { customize } from "./customize.ts";
import { type Machines, machinesOf } from "./machines.ts";
import { byHand, isMade, ownFile, stateDirectory } from "./place.ts";
import { chooseProvider } from "./provider.ts";
import { provision } from "./provision.ts";
import { serve } from "./serve.ts";
import { allMachineNames, type Session } from "./session.ts";
import { bootTest } from "./test-machine.ts";
import { tree } from "./tree.ts";
import { up } from "./up.ts";

/** vagrant-libvirt's default: every machine has a card in it besides that of the private network. */
const managementNetwork = "192.168.121.0/24";

/** Machines that are here, of those that a build or a person makes. */
const madeMachines = async (provider: Provider): Promise<string[]> => {
  const made = await Promise.all(
    allMachineNames.map(async (name) => ((await isMade(name, provider)) ? [name] : [])),
  );
  return made.flat();
};

const written = z.object({ network: z.string(), driver: z.enum(["auto", "kvm", "qemu"]) });

/** What the machines that are here were made with: by a build, or by hand with the defaults. */
const madeWith = async (): Promise<z.infer<typeof written>> => {
  const defaults = () => readFile(join(packageRoot(), "src/provision/defaults.json"), "utf8");
  return written.parse(JSON.parse(await readFile(ownFile("machines.json"), "utf8").catch(defaults)));
};

/** As Vagrantfile has it, too. */
const kvmOrQemu = (): Promise<"kvm" | "qemu"> =>
  access("/dev/kvm", constants.W_OK).then(
    () => "kvm",
    () => "qemu",
  );

/**
 * The machines of settings, where some are here already: Vagrant would go on with the network and the driver that those
 * were made with. @throws ThinsmithError
 */
const demandSameMachines = async (wanted: Machines, made: readonly string[]): Promise<Machines> => {
  const before = await madeWith();
  const machines = wanted.driver === "auto" ? { ...wanted, driver: before.driver } : wanted;
  for (const name of ["network", "driver"] as const) {
    if (before[name] === machines[name] || before[name] === "auto") continue;
    throw new ThinsmithError(
      `The machines ${made.join(", ")} were made with machines.${name}=${before[name]}, not ${machines[name]}.`,
      {
        remedy: `Set machines.${name}=${before[name]}, or remove the machines, with what was done in them: ${byHand("destroy", "--force")}`,
      },
    );
  }
  return machines;
};

/**
 * The machines of settings, where none is here. libvirt would refuse to make a network whose addresses this machine has on
 * another one, or make one that nobody can use. @throws ThinsmithError
 */
const newMachines = async (wanted: Machines, provider: Provider): Promise<Machines> => {
  if (provider !== "libvirt") return wanted;
  const machines = wanted.driver === "auto" ? { ...wanted, driver: await kvmOrQemu() } : wanted;
  const another = "Choose another with --set machines.network=192.168.77.0/24";
  if (machines.network === managementNetwork)
    throw new ThinsmithError(`${managementNetwork} is the network by which Vagrant reaches the machines.`, {
      remedy: `${another}.`,
    });
  const start = machines.network.replace(/0\/24$/, "");
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    const taken = addresses.find(({ address }) => address.startsWith(start));
    if (!taken) continue;
    throw new ThinsmithError(
      `The network ${machines.network} of the machines is in use here: ${name} has ${taken.address}.`,
      {
        remedy: `${another}, or remove the machines that use it.`,
      },
    );
  }
  return machines;
};

/**
 * The builder that works in virtual machines of Vagrant's. While it is open no other build uses the machines of this
 * working directory.
 * @throws ThinsmithError when it cannot work here
 */
export const openVagrantBuilder = async (settings: Settings, useCache: boolean): Promise<Builder> => {
  const release = await lock(ownFile("lock"), "A build with the machines of this folder");
  try {
    const provider = await chooseProvider(settings);
    const box = await resolveBox(settings, provider);
    const wanted = machinesOf(settings, { [provider]: box }, await provisionSources());
    const made = await madeMachines(provider);
    const machines =
      made.length > 0 ? await demandSameMachines(wanted, made) : await newMachines(wanted, provider);
    await makeDirectory(join(stateDirectory(), "thinsmith"));
    await writeFile(ownFile("machines.json"), `${JSON.stringify(machines, null, 2)}\n`);
    const session: Session = { provider, machines, useCache };
    return {
      stages: {
        up: up(session),
        provision: provision(session),
        customize: customize(session),
        ...{ tree, kernel, initrd, rootfs, home, serve },
        test: bootTest(session),
        machines: afterwards(session),
      },
      close: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
};
