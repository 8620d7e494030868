import { createHash } from "node:crypto";
import { additionsOf } from "../contents/additions.ts";
import {
  components,
  kernelPackage,
  networkKind,
  packagesToInstall,
  packagesToRemove,
} from "../contents/packages.ts";
import type { Settings } from "../settings/schema.ts";
import type { Privilege } from "../system/privilege.ts";
import type { Plan, Stage, StageName } from "./stage.ts";

/** What a plan depends on besides the settings. */
export interface PlanFacts {
  /** sha256 over the scripts that bootstrap runs. */
  readonly bootstrapSources: string;
  /** sha256 over the guest's files and the scripts of the stages from customize on. */
  readonly customizeSources: string;
  /** sha256 over what the Vagrant builder runs in the template. */
  readonly templateSources: string;
  /** Trees made by the real root and in a user namespace belong to different ids. */
  readonly privilege: Privilege;
  /** sha256 over the site's own files that the settings name. */
  readonly siteFiles: string;
}

interface Definition {
  readonly name: StageName;
  readonly needs: readonly StageName[];
  /** Counts up when the stage's own code changes what it makes. */
  readonly revision: number;
  readonly inputs: (settings: Settings, facts: PlanFacts) => unknown;
  readonly live?: boolean;
  readonly senses?: boolean;
  /** Left out of the plan where this says no. */
  readonly when?: (settings: Settings) => boolean;
}

const nothing = () => ({});

const customizing: Definition["inputs"] = (settings, { customizeSources }) => ({
  customizeSources,
  network: networkKind(settings),
  remove: packagesToRemove(settings),
  additions: additionsOf(settings),
  user: settings.client.user,
  passwordHash: settings.client.passwordHash,
  autologin: settings.client.autologin,
});

/** What both builders make of a tree, and the release. */
const fromTree = (tree: StageName): Definition[] => [
  { name: "kernel", needs: [tree], revision: 1, inputs: nothing },
  { name: "initrd", needs: [tree], revision: 1, inputs: ({ initrd }) => initrd },
  { name: "rootfs", needs: [tree], revision: 2, inputs: ({ rootfs, exclude }) => ({ rootfs, exclude }) },
  { name: "home", needs: [tree], revision: 1, inputs: nothing },
  {
    name: "publish",
    needs: ["kernel", "initrd", "rootfs", "home"],
    revision: 5,
    // Everything: the manifest holds the settings, and the client's configuration is made from them. What becomes of
    // the machines is no matter of the release.
    inputs: ({ $schema, machines, ...settings }, { siteFiles }) => ({ settings, siteFiles }),
  },
];

const local: readonly Definition[] = [
  {
    name: "bootstrap",
    needs: [],
    revision: 1,
    inputs: (settings, { privilege, bootstrapSources }) => ({
      privilege,
      bootstrapSources,
      distribution: settings.base.distribution,
      suite: settings.base.suite,
      mirror: settings.base.mirror,
      components: components(settings),
      packages: packagesToInstall(settings),
    }),
  },
  { name: "customize", needs: ["bootstrap"], revision: 2, inputs: customizing },
  ...fromTree("customize"),
];

const vagrant: readonly Definition[] = [
  { name: "up", needs: [], revision: 1, inputs: nothing, live: true },
  { name: "provision", needs: ["up"], revision: 1, inputs: nothing, live: true },
  { name: "customize", needs: ["provision"], revision: 1, inputs: nothing, live: true, senses: true },
  {
    name: "tree",
    needs: ["customize"],
    revision: 1,
    inputs: (settings, facts) => ({
      ...(customizing(settings, facts) as object),
      templateSources: facts.templateSources,
      kernel: kernelPackage(settings),
      keep: packagesToInstall(settings),
    }),
    live: true,
  },
  ...fromTree("tree"),
  { name: "serve", needs: ["publish"], revision: 1, inputs: nothing, live: true },
  {
    name: "test",
    needs: ["publish", "serve"],
    revision: 1,
    inputs: nothing,
    live: true,
    when: ({ machines }) => machines.test,
  },
  { name: "machines", needs: ["serve"], revision: 1, inputs: nothing, live: true },
];

const definitions = { local, vagrant };

/** JSON with sorted keys, so that the order in which a person wrote settings does not matter. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    item && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

const digest = (value: unknown): string => createHash("sha256").update(canonical(value)).digest("hex");

/** The ordered stages of a build, made from settings. Pure. */
export const plan = (settings: Settings, facts: PlanFacts): Plan => planWith(settings, facts, new Map());

/**
 * The same plan, with the keys that its stages have now that some have found out what they sense. Pure.
 * @param sensed the digest of what a stage found, by its name
 */
export const planWith = (
  settings: Settings,
  facts: PlanFacts,
  sensed: ReadonlyMap<StageName, string>,
): Plan => {
  const stages: Stage[] = [];
  for (const { name, needs, revision, inputs, live, senses, when } of definitions[settings.base.builder]) {
    if (when && !when(settings)) continue;
    const keys = needs.map((need) => stages.find((stage) => stage.name === need)?.key);
    const key = sensed.get(name) ?? digest({ name, revision, inputs: inputs(settings, facts), keys });
    stages.push({ name, needs, key, ...(live ? { live } : {}), ...(senses ? { senses } : {}) });
  }
  return stages;
};
