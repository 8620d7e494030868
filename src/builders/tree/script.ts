import { join } from "node:path";
import { type DistributionName, distributions } from "../../distributions/distributions.ts";
import { packageRoot } from "../../system/paths.ts";

/** Path of one of the shell scripts that both builders run on a tree. */
export const treeScript = (name: string): string => join(packageRoot(), "src/builders/tree", name);

/** Folder of the distribution's shell scripts, including distribution.sh, which the scripts of the tree source. */
export const distributionScripts = (distribution: DistributionName): string =>
  join(packageRoot(), "src/distributions", distributions[distribution].family);

/** The environment with which the scripts find those of the distribution. */
export const treeEnvironment = (distribution: DistributionName) => ({
  THINSMITH_DISTRIBUTION: distributionScripts(distribution),
});
