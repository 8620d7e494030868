import type { Node, Tree } from "./tree.ts";

/** The kernel follows at most this many links (path_resolution(7)). */
const mostLinks = 40;

/** Follows a path from a directory, through links. `left`: how many more links may be followed. */
const walk = (
  tree: Tree,
  from: Node,
  path: string,
  left: number,
): { readonly node: Node; readonly left: number } | undefined => {
  let node = path.startsWith("/") ? 0 : from;
  let links = left;
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      node = tree.parent(node);
      continue;
    }
    const next = tree.child(node, name);
    if (next === undefined) return undefined;
    const target = tree.target(next);
    if (target === undefined) {
      node = next;
      continue;
    }
    if (links === 0) return undefined;
    const end = walk(tree, node, target, links - 1);
    if (!end) return undefined;
    node = end.node;
    links = end.left;
  }
  return { node, left: links };
};

/** The node of a path in the image, with links followed; undefined if there is none, or if links form a loop. */
export const resolve = (tree: Tree, path: string): Node | undefined => walk(tree, 0, path, mostLinks)?.node;

/** The node that a symbolic link leads to in the image; undefined if there is none, or if the node is not a link. */
export const followLink = (tree: Tree, node: Node): Node | undefined => {
  const target = tree.target(node);
  return target === undefined ? undefined : walk(tree, tree.parent(node), target, mostLinks - 1)?.node;
};
