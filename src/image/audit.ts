import type { Node, Tree } from "./tree.ts";
import { nodesWhere } from "./walk.ts";

/** Whether every user may write to a file or directory. A directory with the sticky bit does not count. */
export const isWorldWritable = (tree: Tree, node: Node): boolean => {
  const type = tree.type(node);
  if (type !== "file" && type !== "directory") return false;
  return (tree.mode(node) & 0o002) !== 0 && !(type === "directory" && (tree.mode(node) & 0o1000) !== 0);
};

/** Files that run with the rights of their owner or group (setuid, setgid). */
export const setuidFiles = (tree: Tree): Node[] =>
  nodesWhere(tree, (node) => tree.type(node) === "file" && (tree.mode(node) & 0o6000) !== 0);

export const worldWritable = (tree: Tree): Node[] => nodesWhere(tree, (node) => isWorldWritable(tree, node));
