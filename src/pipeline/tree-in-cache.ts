import { join } from "node:path";
import type { Settings } from "../settings/schema.ts";
import { cacheDirectory } from "../system/paths.ts";
import type { Builder } from "./builder.ts";
import { StageCache } from "./cache.ts";
import { planFacts } from "./inputs/sources.ts";
import { plan } from "./plan.ts";

/** The tree of these settings, else of the last build, if it is in the cache. */
export const treeInCache = async (
  settings: Settings,
  { stages: definitions }: Pick<Builder, "stages">,
): Promise<string | undefined> => {
  const cache = new StageCache(join(cacheDirectory(), "stages"));
  // Site files become part of the release, not of the tree, except those that a role's script gets without a known sum.
  const stages = plan(
    definitions,
    settings,
    await planFacts(definitions, { overlays: [], certificates: "", demanded: {} }),
  );
  const customize = stages.find(({ name }) => name === "customize");
  const directory = customize && (await cache.directoryOf(customize));
  return directory && join(directory, "tree");
};
