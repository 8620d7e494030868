import type { Node, Tree } from "./tree.ts";

const nodesWith = (tree: Tree, holds: (node: Node) => boolean): Node[] => {
  const found: Node[] = [];
  for (let node = 0; node < tree.count; node += 1) if (holds(node)) found.push(node);
  return found;
};

/** Whether a file runs with the rights of its owner or group (setuid, setgid). */
export const isSetuid = (tree: Tree, node: Node): boolean =>
  tree.type(node) === "file" && (tree.mode(node) & 0o6000) !== 0;

/** Whether anybody may write to it; a directory where each may remove only what is his (sticky) does not count. */
export const isWorldWritable = (tree: Tree, node: Node): boolean => {
  const type = tree.type(node);
  if (type !== "file" && type !== "directory") return false;
  return (tree.mode(node) & 0o002) !== 0 && !(type === "directory" && (tree.mode(node) & 0o1000) !== 0);
};

export const setuidFiles = (tree: Tree): Node[] => nodesWith(tree, (node) => isSetuid(tree, node));

export const worldWritable = (tree: Tree): Node[] => nodesWith(tree, (node) => isWorldWritable(tree, node));
