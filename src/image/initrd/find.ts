import { resolve } from "../links.ts";
import type { Node, Tree } from "../tree.ts";

/**
 * What an initrd has under a path, with links followed: in an initrd of several archives, paths begin with the name of the
 * archive, and each may have it. Pure.
 */
export const findInArchives = (tree: Tree, path: string): Node[] =>
  ["", ...tree.children(0).map(tree.name)].flatMap((top) => resolve(tree, `${top}/${path}`) ?? []);
