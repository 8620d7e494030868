import { packageSource, packagesToInstall } from "../../contents/packages.ts";
import { publish } from "../../pipeline/publish.ts";
import type { PlanFacts, StageDefinition } from "../../pipeline/stage.ts";
import type { Settings } from "../../settings/schema.ts";
import { customizeInputs, customizeSources, families, proofStages, stagesFrom } from "../tree/definitions.ts";

export const bootstrap = {
  name: "bootstrap",
  needs: [],
  revision: 2,
  installs: true,
  sources: families.flatMap((family) =>
    ["bootstrap", "depmod", "lock"].map((name) => `${family}/${name}.sh`),
  ),
  inputs: (settings: Settings, { privilege, epoch, lock }: PlanFacts) => ({
    privilege,
    ...packageSource(settings),
    packages: packagesToInstall(settings),
    // A lock has a date of its own.
    ...(lock ? { lock, snapshot: settings.base.snapshot } : { epoch }),
  }),
  seconds: ({ packages }) => 13.5 + 0.065 * packages,
  mebibytes: (more: number) => 800 + 1.4 * more,
} satisfies StageDefinition;

export const customize = {
  name: "customize",
  needs: ["bootstrap"],
  revision: 3,
  sources: customizeSources,
  inputs: customizeInputs,
  seconds: ({ megabytes }) => 0.6 + 0.0007 * megabytes,
  mebibytes: (more: number) => 250 + 0.2 * more,
} satisfies StageDefinition;

export const { kernel, initrd, rootfs, home } = stagesFrom("customize");

/** The stages of the local builder, in their order. */
export const localStages: readonly StageDefinition[] = [
  ...[bootstrap, customize, kernel, initrd, rootfs, home, ...proofStages, publish],
];
