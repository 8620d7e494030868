import { findInArchives } from "./initrd/find.ts";
import type { Tree } from "./tree.ts";

/** Versions of the kernels for which a tree has modules. */
export const kernelVersions = (tree: Tree): string[] => {
  const folders = ["usr/lib/modules", "lib/modules"].flatMap((path) => findInArchives(tree, path));
  const versions = folders
    .flatMap((folder) => tree.children(folder))
    .filter(tree.isDirectory)
    .map(tree.name)
    .filter((name) => /^\d+\.\d+/.test(name));
  return [...new Set(versions)].sort(new Intl.Collator("en", { numeric: true }).compare);
};
