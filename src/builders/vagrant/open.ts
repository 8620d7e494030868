import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { writeFile } from "atomically";
import { provisionSources } from "../../build/sources.ts";
import type { Provider } from "../../catalog/boxes.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { exists, makeDirectory } from "../../system/files.ts";
import { lock } from "../../system/lock.ts";
import type { Builder } from "../builder.ts";
import { afterwards } from "./afterwards.ts";
import { home, initrd, kernel, rootfs } from "./artifacts.ts";
import { resolveBox } from "./box.ts";
import { customize } from "./customize.ts";
import { machinesOf } from "./machines.ts";
import { ownFile, stateDirectory } from "./place.ts";
import { chooseProvider } from "./provider.ts";
import { provision } from "./provision.ts";
import { serve } from "./serve.ts";
import { machineNames, type Session } from "./session.ts";
import { bootTest } from "./test-machine.ts";
import { tree } from "./tree.ts";
import { up } from "./up.ts";

/** vagrant-libvirt's default: every machine has a card in it besides that of the private network. */
const managementNetwork = "192.168.121.0/24";

/**
 * libvirt would refuse to make a network whose addresses this machine has on another one, or make one that nobody can
 * use. Nothing is asked where our machines are there already, since then it is theirs. @throws ThinsmithError
 */
const demandNetwork = async ({ machines }: Settings, provider: Provider): Promise<void> => {
  if (provider !== "libvirt") return;
  for (const name of machineNames) {
    if (await exists(join(stateDirectory(), "machines", name, provider, "id"))) return;
  }
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
    await demandNetwork(settings, provider);
    const box = await resolveBox(settings, provider);
    const machines = machinesOf(settings, { [provider]: box }, await provisionSources());
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
