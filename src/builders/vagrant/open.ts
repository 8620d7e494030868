import { type OpenBuilder, runs } from "../../pipeline/builder.ts";
import { digestOfSources } from "../../pipeline/inputs/sources.ts";
import type { Settings } from "../../settings/schema.ts";
import { lock } from "../../system/lock.ts";
import { proofStages } from "../tree/definitions.ts";
import { prove } from "../tree/prove.ts";
import { resolveBox } from "./boxes/box.ts";
import * as definitions from "./definitions.ts";
import { machinesHere } from "./machine-state.ts";
import { machinesOf } from "./machines.ts";
import { ownFile } from "./place.ts";
import { chooseProvider } from "./provider.ts";
import type { Session } from "./session.ts";
import { shellIn } from "./shell.ts";
import { afterwards } from "./stages/afterwards.ts";
import { home, initrd, kernel, rootfs } from "./stages/artifacts.ts";
import { customize } from "./stages/customize.ts";
import { provision } from "./stages/provision.ts";
import { serve } from "./stages/serve.ts";
import { bootTest } from "./stages/test-machine.ts";
import { tree } from "./stages/tree.ts";
import { up } from "./stages/up.ts";

/**
 * Opens the builder with virtual machines. While it is open, no other build uses the machines of this working directory.
 * @throws ThinsmithError if it cannot run on this machine
 */
export const openVagrantBuilder = async (settings: Settings, useCache: boolean): Promise<OpenBuilder> => {
  const release = await lock(ownFile("lock"), "A build with the machines of this folder");
  try {
    const provider = await chooseProvider(settings);
    const box = await resolveBox(settings, provider);
    const wanted = machinesOf(settings, { [provider]: box }, await digestOfSources(["provision"]));
    const machines = await machinesHere(wanted, provider);
    const session: Session = { provider, machines, useCache };
    return {
      stages: {
        ...runs(definitions.up, up(session)),
        ...runs(definitions.provision, provision(session)),
        ...runs(definitions.customize, customize(session)),
        ...runs(definitions.tree, tree(settings)),
        ...runs(definitions.kernel, kernel),
        ...runs(definitions.initrd, initrd),
        ...runs(definitions.rootfs, rootfs),
        ...runs(definitions.home, home),
        ...runs(proofStages[0], prove),
        ...runs(definitions.serve, serve),
        ...runs(definitions.test, bootTest(session)),
        ...runs(definitions.machines, afterwards(session)),
      },
      shell: shellIn(session),
      close: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
};
