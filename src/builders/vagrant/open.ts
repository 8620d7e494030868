import type { Builder } from "../../pipeline/builder.ts";
import { provisionSources } from "../../pipeline/sources.ts";
import type { Settings } from "../../settings/schema.ts";
import { lock } from "../../system/lock.ts";
import { resolveBox } from "./boxes/box.ts";
import { fitting } from "./machine-state.ts";
import { machinesOf } from "./machines.ts";
import { ownFile } from "./place.ts";
import { chooseProvider } from "./provider.ts";
import type { Session } from "./session.ts";
import { afterwards } from "./stages/afterwards.ts";
import { home, initrd, kernel, rootfs } from "./stages/artifacts.ts";
import { customize } from "./stages/customize.ts";
import { provision } from "./stages/provision.ts";
import { serve } from "./stages/serve.ts";
import { bootTest } from "./stages/test-machine.ts";
import { tree } from "./stages/tree.ts";
import { up } from "./stages/up.ts";

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
