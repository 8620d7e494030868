import { constants, readFile } from "node:fs/promises";
import { networkInterfaces, totalmem } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ThinsmithError } from "../../system/errors.ts";
import { exists } from "../../system/files.ts";
import { packageRoot } from "../../system/paths.ts";
import { run } from "../../system/process.ts";
import type { Provider } from "./boxes/known-boxes.ts";
import type { Machines } from "./machines.ts";
import { byHand, isMade, ownFile } from "./place.ts";
import { allMachineNames } from "./session.ts";

/** vagrant-libvirt's default: every machine has a card in it besides that of the private network. */
const managementNetwork = "192.168.121.0/24";

/** Names of the machines that are here, of those that a build or a person makes. */
export const madeMachines = async (provider: Provider): Promise<string[]> => {
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

/** QEMU itself tells in a moment whether it can begin with KVM: the device may be there and of no use. */
const probe = "qemu-system-x86_64 -accel kvm -cpu host -S -nodefaults -display none -monitor stdio".split(
  " ",
);
const probePatience = 10_000;

/** libvirt may use /dev/kvm where this user may not: then nothing can be tried. */
const kvmOrQemu = async (): Promise<"kvm" | "qemu"> => {
  if (!(await exists("/dev/kvm"))) return "qemu";
  if (!(await exists("/dev/kvm", constants.R_OK | constants.W_OK))) return "kvm";
  return run(probe, { input: { data: "quit\n" }, signal: AbortSignal.timeout(probePatience) }).then(
    () => "kvm",
    () => "qemu",
  );
};

/** Two machines of these, template and server, must go into this machine's memory. @throws ThinsmithError */
const checkMemory = ({ memory }: Machines): void => {
  const all = Math.floor(totalmem() / 1024 ** 2);
  if (2 * memory <= all) return;
  throw new ThinsmithError(`Two machines with ${memory} MiB each do not go into this machine's ${all} MiB.`, {
    remedy: "Give them less with machines.memory; 1024 do for most images.",
  });
};

/**
 * The machines of settings, where some are here already: Vagrant would go on with the network and the driver that those
 * were made with. @throws ThinsmithError
 */
const checkSameMachines = async (wanted: Machines, made: readonly string[]): Promise<Machines> => {
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
 * The machines of settings, as they can be here: with the driver in place of `auto`.
 * @throws ThinsmithError where those that are here are others, or their network is taken
 */
export const machinesHere = async (wanted: Machines, provider: Provider): Promise<Machines> => {
  checkMemory(wanted);
  const made = await madeMachines(provider);
  return made.length > 0 ? checkSameMachines(wanted, made) : newMachines(wanted, provider);
};
