import type { Node, Tree } from "./tree.ts";

/** The kernel follows at most this many links (path_resolution(7)). */
const mostLinks = 40;

/** Follows a path from a directory, through at most so many links. */
const walk = (tree: Tree, from: Node, path: string, most: number): Node | undefined => {
  let node = path.startsWith("/") ? 0 : from;
  let left = most;
  /** The last one comes first. */
  let names = path.split("/").reverse();
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (name === "" || name === ".") continue;
    const next = name === ".." ? tree.parent(node) : tree.child(node, name);
    const target = next === undefined ? undefined : tree.target(next);
    if (next === undefined || (target !== undefined && left === 0)) return undefined;
    if (target === undefined) node = next;
    else {
      left -= 1;
      if (target.startsWith("/")) node = 0;
      names = names.concat(target.split("/").reverse());
    }
  }
  return node;
};

/** The node of a path in the image, with links followed; undefined if there is none, or if links form a loop. */
export const resolve = (tree: Tree, path: string): Node | undefined => walk(tree, 0, path, mostLinks);

/** The node that a symbolic link leads to in the image; undefined if there is none, or if the node is not a link. */
export const followLink = (tree: Tree, node: Node): Node | undefined => {
  const target = tree.target(node);
  return target === undefined ? undefined : walk(tree, tree.parent(node), target, mostLinks - 1);
};
