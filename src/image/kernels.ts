import { resolve } from "./links.ts";
import type { Tree } from "./tree.ts";

/** Versions of the kernels for which a tree has modules. */
export const kernelVersions = (tree: Tree): string[] => {
  const versions = new Set<string>();
  // In an initrd of several archives, paths begin with the name of the archive.
  const tops = ["", ...tree.children(0).map(tree.name)];
  for (const top of tops) {
    const modules = resolve(tree, `${top}/usr/lib/modules`) ?? resolve(tree, `${top}/lib/modules`);
    if (modules === undefined) continue;
    for (const child of tree.children(modules)) {
      if (tree.isDirectory(child) && /^\d+\.\d+/.test(tree.name(child))) versions.add(tree.name(child));
    }
  }
  return [...versions].sort(new Intl.Collator("en", { numeric: true }).compare);
};
