import { createHash } from "node:crypto";
import { additionsOf } from "../catalog/additions.ts";
import { components, networkKind, packagesToInstall, packagesToRemove } from "../catalog/packages.ts";
import type { Settings } from "../settings/schema.ts";
import type { Privilege } from "../system/privilege.ts";
import type { Plan, Stage, StageName } from "./stage.ts";

/** What a plan depends on besides the settings. */
export interface PlanFacts {
  /** sha256 over the scripts that bootstrap runs. */
  readonly bootstrapSources: string;
  /** sha256 over the guest's files and the scripts of the stages from customize on. */
  readonly customizeSources: string;
  /** Trees made by the real root and in a user namespace belong to different ids. */
  readonly privilege: Privilege;
  /** sha256 over the site's own files that the settings name. */
  readonly siteFiles: string;
}

interface Definition {
  readonly needs: readonly StageName[];
  /** Counts up when the stage's own code changes what it makes. */
  readonly revision: number;
  readonly inputs: (settings: Settings, facts: PlanFacts) => unknown;
}

const definitions: Record<StageName, Definition> = {
  bootstrap: {
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
  customize: {
    needs: ["bootstrap"],
    revision: 2,
    inputs: (settings, { customizeSources }) => ({
      customizeSources,
      network: networkKind(settings),
      remove: packagesToRemove(settings),
      additions: additionsOf(settings),
      user: settings.client.user,
      passwordHash: settings.client.passwordHash,
      autologin: settings.client.autologin,
    }),
  },
  kernel: { needs: ["customize"], revision: 1, inputs: () => ({}) },
  initrd: { needs: ["customize"], revision: 1, inputs: ({ initrd }) => initrd },
  rootfs: { needs: ["customize"], revision: 2, inputs: ({ rootfs, exclude }) => ({ rootfs, exclude }) },
  home: { needs: ["customize"], revision: 1, inputs: () => ({}) },
  publish: {
    needs: ["kernel", "initrd", "rootfs", "home"],
    revision: 5,
    // Everything: the manifest holds the settings, and the client's configuration is made from them.
    inputs: ({ $schema, ...settings }, { siteFiles }) => ({ settings, siteFiles }),
  },
};

/** JSON with sorted keys, so that the order in which a person wrote settings does not matter. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    item && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

/** The ordered stages of a build, made from settings. Pure. */
export const plan = (settings: Settings, facts: PlanFacts): Plan => {
  const stages: Stage[] = [];
  for (const [name, { needs, revision, inputs }] of Object.entries(definitions)) {
    const keys = needs.map((need) => stages.find((stage) => stage.name === need)?.key);
    const key = createHash("sha256")
      .update(canonical({ name, revision, inputs: inputs(settings, facts), keys }))
      .digest("hex");
    stages.push({ name: name as StageName, needs, key });
  }
  return stages;
};
