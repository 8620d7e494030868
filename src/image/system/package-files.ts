import type { Node, Tree } from "../tree.ts";
import { nodesBelow } from "../walk.ts";
import type { ImagePackage, System } from "./read-system.ts";

/** What a package has below a directory: its files and links, and their bytes. */
export interface Share {
  readonly package: ImagePackage;
  readonly bytes: number;
  readonly files: number;
}

/** The packages that have something at a node or below it, those with most bytes first. */
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

/** Everything that belongs to a package, directories of its own among it. */
export const filesOf = (tree: Tree, system: System, owner: ImagePackage): Node[] => {
  const found: Node[] = [];
  for (let node = 0; node < tree.count; node += 1) if (system.ownerOf(node) === owner) found.push(node);
  return found;
};
