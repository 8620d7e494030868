import type { Node, Tree } from "./tree.ts";

/** As many as the kernel follows before it gives up (path_resolution(7)). */
const mostLinks = 40;

/** Where a path leads from a directory, link after link; `left`: how many links may still be followed. */
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

/** Where a path leads inside the image, links followed; undefined where it leads nowhere, or round in circles. */
export const resolve = (tree: Tree, path: string): Node | undefined => walk(tree, 0, path, mostLinks)?.node;

/** Where a symbolic link leads inside the image; undefined where it leads nowhere, or for what is no link. */
export const followLink = (tree: Tree, node: Node): Node | undefined => {
  const target = tree.target(node);
  return target === undefined ? undefined : walk(tree, tree.parent(node), target, mostLinks - 1)?.node;
};
