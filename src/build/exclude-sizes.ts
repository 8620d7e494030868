import { lstat, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../settings/schema.ts";
import { cacheDirectory } from "../system/paths.ts";
import { StageCache } from "./cache.ts";
import { plan } from "./plan.ts";
import { planFacts } from "./sources.ts";

/** The finished tree of these settings, else of the last build: where the cache has one. */
export const treeInCache = async (settings: Settings): Promise<string | undefined> => {
  const cache = new StageCache(join(cacheDirectory(), "stages"));
  // Site files go into the release alone, not into the tree.
  const stages = plan(settings, await planFacts({ overlays: [], certificates: "" }));
  const customize = stages.find(({ name }) => name === "customize");
  const directory =
    (customize && (await cache.directoryOf(customize))) ?? (await cache.directoryOf("customize"));
  return directory && join(directory, "tree");
};

/** Bytes of the files below a directory; what cannot be read counts nothing. */
const sizeBelow = async (directory: string): Promise<number> => {
  let sum = 0;
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) sum += await sizeBelow(path);
    else if (entry.isFile()) sum += (await lstat(path).catch(() => undefined))?.size ?? 0;
  }
  return sum;
};

/**
 * What leaving out each path saves in a tree, in bytes before compression. Only `directory/*` can be told: other
 * wildcards are mksquashfs' own.
 */
export const excludeSizes = async (
  tree: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const sizes = new Map<string, number>();
  for (const path of paths) {
    const directory = path.replace(/\/\*$/, "");
    if (/[*?]/.test(directory)) continue;
    // A link would lead to this machine's own files.
    if (
      (await realpath(join(tree, directory)).catch(() => undefined)) !== join(await realpath(tree), directory)
    )
      continue;
    sizes.set(path, await sizeBelow(join(tree, directory)));
  }
  return sizes;
};
