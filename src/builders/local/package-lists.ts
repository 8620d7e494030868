import { join } from "node:path";
import { components } from "../../contents/packages.ts";
import type { Settings } from "../../settings/schema.ts";
import { makeDirectory } from "../../system/files.ts";
import { removeTree, runInNamespace } from "../../system/namespace.ts";
import { ownProcess } from "../../system/owner.ts";
import { cacheDirectory } from "../../system/paths.ts";
import { keepDownloads, openDownloads } from "./downloads.ts";

export interface FetchOptions {
  signal?: AbortSignal | undefined;
  /** Each line that mmdebstrap and apt say. */
  onLine?: ((line: string) => void) | undefined;
}

const lists = "lib/apt/lists";

let fetches = 0;

/**
 * Fetches the signed lists of packages of the settings' suite, without a build, into the cache where builds and
 * `loadPackageIndex` find them. mmdebstrap makes a tree of no packages, so that mirrors, keys and components are
 * those of a build; only `apt-get update` is left of it. What the cache has is fetched again only when it changed.
 * @throws CommandError when mmdebstrap fails (no network, no such suite, a bad signature) or is not installed,
 * CancelledError when `signal` ended it
 */
export const fetchPackageLists = async (settings: Settings, options: FetchOptions = {}): Promise<void> => {
  const { base } = settings;
  fetches += 1;
  // Named as a stage in the making, which it is like: if we are killed, the next build removes it.
  const making = join(cacheDirectory(), "stages", `.making-${await ownProcess()}.${fetches}-lists`);
  const downloads = join(making, "downloads");
  await makeDirectory(making);
  try {
    await openDownloads(base.distribution, downloads);
    const command = [
      "mmdebstrap",
      "--mode=root",
      "--format=directory",
      "--variant=custom",
      "--verbose",
      `--components=${components(settings).join(",")}`,
      "--aptopt=Acquire::Retries 3",
      // Nobody will ask apt for packages in this tree: its caches would take 60 MB and a second.
      '--aptopt=Dir::Cache::pkgcache ""',
      '--aptopt=Dir::Cache::srcpkgcache ""',
      "--skip=download/empty,cleanup/apt",
      `--setup-hook=mkdir -p "$1/var/${lists}" && mount --bind "$THINSMITH_DOWNLOADS/${lists}" "$1/var/${lists}"`,
      `--customize-hook=umount "$1/var/${lists}"`,
      base.suite,
      join(making, "target"),
      ...(base.mirror === null ? [] : [base.mirror]),
    ];
    await runInNamespace(command, { ...options, env: { THINSMITH_DOWNLOADS: downloads } });
    await keepDownloads(base.distribution, downloads);
  } finally {
    await removeTree(making);
  }
};
