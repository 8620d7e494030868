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

type Source = PackageSource & { readonly distribution: DistributionName };

let fetches = 0;

/**
 * Brings the lists in a directory that `openDownloads` has prepared up to date.
 * @param work directory for what is of no use afterwards
 * @param lock see `Bootstrap.listsCommand`
 */
export const updateLists = async (
  source: Source,
  work: string,
  downloads: string,
  options: Pick<RunOptions, "signal" | "onLine">,
  lock?: string,
): Promise<void> => {
  const target = join(work, "target");
  const { bootstrap } = distributions[source.distribution];
  const { command, env } = bootstrap.listsCommand(source, target, downloads, lock);
  await runInNamespace(command, { ...options, env });
  await removeTree(target);
};

/**
 * Downloads the signed package lists of a source, without a build, into the cache where builds and `loadPackageIndex` find
 * them. Lists in the cache are downloaded again only if they have changed.
 * @throws CommandError if a tool fails (no network, no such suite, a bad signature) or is not installed,
 * CancelledError if `signal` ended it
 */
export const fetchPackageLists = async (
  source: Source,
  options: Pick<RunOptions, "signal" | "onLine"> = {},
): Promise<void> => {
  fetches += 1;
  // Named like an incomplete stage: if we are killed, the next build removes it.
  const making = join(cacheDirectory(), "stages", `.making-${await ownProcess()}.${fetches}-lists`);
  const downloads = join(making, "downloads");
  await makeDirectory(making);
  try {
    await openDownloads(source.distribution, downloads);
    await updateLists(source, making, downloads, options);
    await keepDownloads(source.distribution, downloads);
    await noteFetched(source);
  } finally {
    await removeTree(making);
  }
};
