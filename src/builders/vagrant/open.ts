import { provisionSources } from "../../build/sources.ts";
import type { Settings } from "../../settings/schema.ts";
import { lock } from "../../system/lock.ts";
import type { Builder } from "../builder.ts";
import { afterwards } from "./afterwards.ts";
import { home, initrd, kernel, rootfs } from "./artifacts.ts";
import { resolveBox } from "./box.ts";
import { customize } from "./customize.ts";
import { fitting } from "./fitting.ts";
import { machinesOf } from "./machines.ts";
import { ownFile } from "./place.ts";
import { chooseProvider } from "./provider.ts";
import { provision } from "./provision.ts";
import { serve } from "./serve.ts";
import type { Session } from "./session.ts";
import { bootTest } from "./test-machine.ts";
import { tree } from "./tree.ts";
import { up } from "./up.ts";

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
    const machines = await fitting(wanted, provider);
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
