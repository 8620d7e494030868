import { createHash } from "node:crypto";
import { components, kernelPackage, packagesToInstall } from "../../contents/packages.ts";
import { distributions } from "../../distributions/distributions.ts";
import type { Settings } from "../../settings/schema.ts";
import { knownBox, ownBox, type Provider } from "./boxes/known-boxes.ts";

/** A box for Vagrant: its name, and a file or a version if there is one. */
export interface Box {
  readonly name: string;
  readonly url?: string;
  readonly version?: string;
}

/** machines.json: the input of Vagrantfile and playbooks. Memory in MiB. */
export interface Machines {
  readonly boxes: Partial<Record<Provider, Box>>;
  readonly driver: Settings["machines"]["driver"];
  readonly memory: number;
  readonly processors: number;
  readonly network: string;
  /** Arguments of provision/sources.sh: distribution, suite, mirror, components. */
  readonly sources: readonly string[];
  readonly packages: readonly string[];
  readonly kernel: string;
  readonly unwanted: readonly string[];
  readonly user: string;
  /** Identifies what the machines are provisioned for. With the same key there is nothing to do. */
  readonly key: string;
}

/**
 * The machines of settings. Pure.
 * @param sources sha256 of the playbooks and their scripts
 */
export const machinesOf = (settings: Settings, boxes: Machines["boxes"], sources: string): Machines => {
  const { base, client, machines } = settings;
  const { template } = distributions[base.distribution];
  const provisioned = {
    network: machines.network,
    sources: [base.distribution, base.suite, base.mirror ?? "", ...components(settings)],
    packages: [...packagesToInstall(settings), ...template.tools],
    kernel: kernelPackage(settings),
    unwanted: template.unwanted.filter((name) => !packagesToInstall(settings).includes(name)),
    user: client.user,
  };
  return {
    boxes,
    driver: machines.driver,
    memory: machines.memory,
    processors: machines.processors,
    ...provisioned,
    key: createHash("sha256")
      .update(JSON.stringify([sources, provisioned]))
      .digest("hex"),
  };
};

/** The box of settings for a provider. Undefined if none is known. `own`: boxes on this machine. Pure. */
export const boxOf = (
  { base }: Settings,
  provider: Provider,
  own: readonly string[],
): Pick<Box, "name" | "version"> | undefined => {
  const made = ownBox(base.suite);
  const name = base.box ?? (own.includes(made) ? made : knownBox(base.distribution, base.suite, provider));
  return name === undefined ? undefined : { name, ...(base.boxVersion ? { version: base.boxVersion } : {}) };
};
