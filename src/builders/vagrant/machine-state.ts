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

/** vagrant-libvirt's default. Every machine has an interface in it, and another one in the private network. */
const managementNetwork = "192.168.121.0/24";

/** Names of the existing machines. */
export const madeMachines = async (provider: Provider): Promise<string[]> => {
  const made = await Promise.all(
    allMachineNames.map(async (name) => ((await isMade(name, provider)) ? [name] : [])),
  );
  return made.flat();
};

const written = z.object({ network: z.string(), driver: z.enum(["auto", "kvm", "qemu"]) });

/** What the existing machines were made with: by a build, or by hand with the defaults. */
const madeWith = async (): Promise<z.infer<typeof written>> => {
  const defaults = () => readFile(join(packageRoot(), "src/provision/defaults.json"), "utf8");
  return written.parse(JSON.parse(await readFile(ownFile("machines.json"), "utf8").catch(defaults)));
};

/** Starts QEMU with KVM for a moment: the device may exist and not work. */
const probe = "qemu-system-x86_64 -accel kvm -cpu host -S -nodefaults -display none -monitor stdio".split(
  " ",
);
const probePatience = 10_000;

/** If this user may not use /dev/kvm, libvirt still may, so kvm is assumed. */
const kvmOrQemu = async (): Promise<"kvm" | "qemu"> => {
  if (!(await exists("/dev/kvm"))) return "qemu";
  if (!(await exists("/dev/kvm", constants.R_OK | constants.W_OK))) return "kvm";
  return run(probe, { input: { data: "quit\n" }, signal: AbortSignal.timeout(probePatience) }).then(
    () => "kvm",
    () => "qemu",
  );
};

/** Checks that template and server fit into this machine's memory. @throws ThinsmithError */
const checkMemory = ({ memory }: Machines): void => {
  const all = Math.floor(totalmem() / 1024 ** 2);
  if (2 * memory <= all) return;
  throw new ThinsmithError(`Two machines with ${memory} MiB each do not go into this machine's ${all} MiB.`, {
    remedy: "Give them less with machines.memory; 1024 do for most images.",
  });
};

/**
 * The machines of settings, if some machines exist. Vagrant would keep the network and the driver of these.
 * @throws ThinsmithError
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
 * The machines of settings, if no machine exists. If another network of this machine has the same addresses, libvirt refuses
 * to make the network, or makes one that does not work. @throws ThinsmithError
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
 * The machines of settings, with a driver instead of `auto`.
 * @throws ThinsmithError if the existing machines differ, or if the network is in use
 */
export const machinesHere = async (wanted: Machines, provider: Provider): Promise<Machines> => {
  checkMemory(wanted);
  const made = await madeMachines(provider);
  return made.length > 0 ? checkSameMachines(wanted, made) : newMachines(wanted, provider);
};
