import { join } from "node:path";
import type { PackageSource } from "../../distributions/distribution.ts";
import { type DistributionName, distributions } from "../../distributions/distributions.ts";
import { noteFetched } from "../../distributions/downloads.ts";
import { makeDirectory } from "../../system/files.ts";
import { removeTree, runInNamespace } from "../../system/namespace.ts";
import { ownProcess } from "../../system/owner.ts";
import { cacheDirectory } from "../../system/paths.ts";
import type { RunOptions } from "../../system/process.ts";
import { keepDownloads, openDownloads } from "./downloads.ts";

let fetches = 0;

/**
 * Downloads the signed package lists of a source, without a build, into the cache where builds and `loadPackageIndex` find
 * them. Lists in the cache are downloaded again only if they have changed.
 * @throws CommandError if a tool fails (no network, no such suite, a bad signature) or is not installed,
 * CancelledError if `signal` ended it
 */
export const fetchPackageLists = async (
  source: PackageSource & { readonly distribution: DistributionName },
  options: Pick<RunOptions, "signal" | "onLine"> = {},
): Promise<void> => {
  const { bootstrap } = distributions[source.distribution];
  fetches += 1;
  // Named like an incomplete stage: if we are killed, the next build removes it.
  const making = join(cacheDirectory(), "stages", `.making-${await ownProcess()}.${fetches}-lists`);
  const downloads = join(making, "downloads");
  await makeDirectory(making);
  try {
    await openDownloads(source.distribution, downloads);
    const { command, env } = bootstrap.listsCommand(source, join(making, "target"), downloads);
    await runInNamespace(command, { ...options, env });
    await keepDownloads(source.distribution, downloads);
    await noteFetched(source);
  } finally {
    await removeTree(making);
  }
};
