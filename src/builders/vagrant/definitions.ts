import { additionsOf } from "../../contents/additions.ts";
import { kernelPackage, packagesToInstall } from "../../contents/packages.ts";
import { publish } from "../../pipeline/publish.ts";
import { noInputs, type PlanFacts, type StageDefinition } from "../../pipeline/stage.ts";
import type { Settings } from "../../settings/schema.ts";
import { customizeInputs, customizeSources, proofStages, stagesFrom } from "../tree/definitions.ts";

/** The machines have their own disks. */
const nothing = () => 0;

export const up = {
  ...{ name: "up", needs: [], revision: 1, seconds: 40, mebibytes: nothing, sideEffect: true },
  inputs: ({ base: { distribution, suite } }: Settings) => ({ distribution, suite }),
} satisfies StageDefinition;

export const provision = {
  ...{ name: "provision", needs: ["up"], revision: 1, seconds: 90, mebibytes: nothing, sideEffect: true },
  installs: true,
  inputs: noInputs,
} satisfies StageDefinition;

/** Waits for a person if the settings say so, and then looks at the state of the template. */
export const customize = {
  ...{ name: "customize", needs: ["provision"], revision: 2, sideEffect: true, probe: true },
  inputs: (settings: Settings) => ({
    wait: settings.machines.wait,
    distribution: settings.base.distribution,
    additions: additionsOf(settings),
    exclude: settings.exclude,
  }),
  seconds: 1.2,
  mebibytes: (more: number) => 250 + 0.2 * more,
} satisfies StageDefinition;

export const tree = {
  ...{ name: "tree", needs: ["customize"], revision: 2, seconds: 10, sideEffect: true },
  sources: [...customizeSources, "builders/vagrant/remote"],
  inputs: (settings: Settings, facts: PlanFacts) => ({
    ...customizeInputs(settings, facts),
    kernel: kernelPackage(settings),
    keep: packagesToInstall(settings),
  }),
  mebibytes: () => 1,
} satisfies StageDefinition;

export const { kernel, initrd, rootfs, home } = stagesFrom("tree");

export const serve = {
  ...{ name: "serve", needs: ["publish"], revision: 1, seconds: 3, mebibytes: nothing, sideEffect: true },
  inputs: noInputs,
} satisfies StageDefinition;

export const test = {
  ...{ name: "test", needs: ["publish", "serve"], revision: 1, seconds: 40, mebibytes: nothing },
  inputs: noInputs,
  sideEffect: true,
  when: ({ machines }: Settings) => machines.test,
} satisfies StageDefinition;

export const machines = {
  ...{ name: "machines", needs: ["serve"], revision: 1, seconds: 1, mebibytes: nothing, sideEffect: true },
  inputs: ({ machines: { afterwards } }: Settings) => ({ afterwards }),
} satisfies StageDefinition;

/** The stages of the Vagrant builder, in their order. */
export const vagrantStages: readonly StageDefinition[] = [
  ...[up, provision, customize, tree, kernel, initrd, rootfs, home],
  ...[...proofStages, publish, serve, test, machines],
];
