import type { Node, Tree } from "../tree.ts";
import { nodesBelow, nodesWhere } from "../walk.ts";
import type { ImagePackage, System } from "./read-system.ts";

/** Number and bytes of the files and links that a package has below a directory. */
export interface Share {
  readonly package: ImagePackage;
  readonly bytes: number;
  readonly files: number;
}

/** The packages that own files at or below a node, sorted by bytes, largest first. */
export const packagesBelow = (tree: Tree, system: System, node: Node): Share[] => {
  const shares = new Map<ImagePackage, { bytes: number; files: number }>();
  for (const below of nodesBelow(tree, node)) {
    const owner = tree.isDirectory(below) ? undefined : system.ownerOf(below);
    if (!owner) continue;
    const share = shares.get(owner) ?? { bytes: 0, files: 0 };
    share.bytes += tree.size(below);
    share.files += 1;
    shares.set(owner, share);
  }
  return [...shares]
    .map(([owner, share]) => ({ package: owner, ...share }))
    .sort((a, b) => b.bytes - a.bytes || (a.package.name < b.package.name ? -1 : 1));
};

/** All nodes that belong to a package, including directories that no other package has. */
export const filesOf = (tree: Tree, system: System, owner: ImagePackage): Node[] =>
  nodesWhere(tree, (node) => system.ownerOf(node) === owner);
