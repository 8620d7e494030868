import { clientNeeds } from "../../catalog/roles.ts";
import { additionsOf } from "../../contents/additions.ts";
import { networkKind, packagesToRemove, streams } from "../../contents/packages.ts";
import type { Work } from "../../contents/work.ts";
import { distributions } from "../../distributions/distributions.ts";
import { roleStepsOf } from "../../pipeline/inputs/role-steps.ts";
import type { SiteFiles } from "../../pipeline/inputs/site-files.ts";
import {
  artifactNames,
  bootedProof,
  noInputs,
  type PlanFacts,
  type StageDefinition,
} from "../../pipeline/stage.ts";
import { type BootedSettings, bootedSettings, isProvenBySecureBoot } from "../../proof/booted-settings.ts";
import { overlayNeeds, proofNeeds } from "../../proof/needs.ts";
import { toolsFile } from "../../proof/tools.ts";
import type { Settings } from "../../settings/schema.ts";
import { hashTreeNeeds } from "./hash-tree-needs.ts";

/** The inputs with which both builders make a client of a tree. `steps`: scripts of roles, which run in the tree. */
export const customizeInputs = (settings: Settings, { siteFiles }: PlanFacts) => ({
  distribution: settings.base.distribution,
  network: networkKind(settings),
  remove: packagesToRemove(settings),
  additions: additionsOf(settings),
  steps: roleStepsOf(settings, siteFiles.demanded),
  user: settings.client.user,
  passwordHash: settings.client.passwordHash,
  autologin: settings.client.autologin,
});
export type CustomizeInputs = ReturnType<typeof customizeInputs>;

/** Folders of the distributions' scripts. */
export const families = [
  ...new Set(Object.values(distributions).map(({ family }) => `distributions/${family}`)),
];

/** Our own files that they use for it. */
export const customizeSources = [
  ...["customize", "tree", "initrd", "package-files"].map((name) => `builders/tree/${name}.sh`),
  ...families.map((family) => `${family}/distribution.sh`),
  "guest",
];

/** The stages of both builders that read a finished tree, the result of the stage `tree`. */
export const stagesFrom = (tree: string) =>
  ({
    kernel: {
      ...{ name: "kernel", needs: [tree], revision: 1, inputs: noInputs, seconds: 0.3 },
      mebibytes: () => 15,
    },
    initrd: {
      ...{ name: "initrd", needs: [tree], revision: 2 },
      seconds: ({ initrdSeconds }: Work) => initrdSeconds,
      inputs: ({ base, initrd, publish }: Settings) => ({
        distribution: base.distribution,
        ...initrd,
        // Whether clients check signatures, for which they need openssl.
        verifier: publish.key === null ? "n" : "y",
      }),
      mebibytes: () => 150,
    },
    rootfs: {
      ...{ name: "rootfs", needs: [tree], revision: 3 },
      // The initrd is made at the same time.
      seconds: ({ packingSeconds }: Work) => 1.5 + 1.1 * packingSeconds,
      inputs: (settings: Settings) => ({
        distribution: settings.base.distribution,
        rootfs: settings.rootfs,
        exclude: settings.exclude,
        network: networkKind(settings),
        ...(streams(settings) ? { hashTree: true } : {}),
      }),
      requires: (settings: Settings) => (streams(settings) ? hashTreeNeeds : []),
      mebibytes: (more: number) => 300 + 0.4 * more,
    },
    home: {
      ...{ name: "home", needs: [tree], revision: 2, inputs: noInputs, seconds: 0.3 },
      mebibytes: () => 1,
    },
  }) satisfies Record<string, StageDefinition>;

/** What proves the parts of an image. `boot`: all that a boot depends on beside them; without it they are looked at alone. */
export interface ProveInputs {
  readonly leftOut: readonly string[];
  readonly boot?: {
    readonly settings: BootedSettings;
    readonly siteFiles: SiteFiles;
    readonly expected: ReturnType<typeof clientNeeds>;
  };
}

/** Looks at the parts before they are published. What fails is not kept: it is proven again in the next build. */
const lookingStage = {
  name: "prove",
  needs: artifactNames,
  revision: 1,
  sources: [toolsFile],
  inputs: ({ exclude }: Settings): ProveInputs => ({ leftOut: exclude.packages }),
  requires: (settings: Settings) => proofNeeds(settings, false),
  seconds: 0.9,
  mebibytes: () => 1,
  when: ({ publish }: Settings) => publish.proof === "look",
} satisfies StageDefinition;

/** Looks at them, and boots them. */
const bootingStage = {
  ...lookingStage,
  revision: 2,
  inputs: (settings: Settings, { siteFiles }: PlanFacts): ProveInputs => ({
    ...lookingStage.inputs(settings),
    boot: {
      settings: bootedSettings(settings),
      siteFiles,
      expected: clientNeeds(settings.packages.roles),
    },
  }),
  requires: (settings: Settings, { siteFiles }: PlanFacts) => [
    ...proofNeeds(settings, isProvenBySecureBoot(siteFiles)),
    ...overlayNeeds(settings, siteFiles),
  ],
  // Under emulation.
  seconds: 45,
  timedAs: bootedProof,
  // An initrd; for firmware also a unified kernel image, which is written twice where it is signed.
  mebibytes: () => 200,
  when: ({ publish }: Settings) => publish.proof === "boot",
} satisfies StageDefinition;

/** The stage `prove`: a plan has one of these, or none. */
export const proofStages = [lookingStage, bootingStage] as const;

type InputsOf<Name extends keyof ReturnType<typeof stagesFrom>> = ReturnType<
  ReturnType<typeof stagesFrom>[Name]["inputs"]
>;
export type InitrdInputs = InputsOf<"initrd">;
export type RootfsInputs = InputsOf<"rootfs">;
