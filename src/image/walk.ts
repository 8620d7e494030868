import type { Node, Tree } from "./tree.ts";

/** The nodes that meet a condition, in the order of their numbers. */
export const nodesWhere = (tree: Tree, condition: (node: Node) => boolean): Node[] => {
  const found: Node[] = [];
  for (let node = 0; node < tree.count; node += 1) if (condition(node)) found.push(node);
  return found;
};

/** A node and all nodes below it, in no particular order. */
export function* nodesBelow(tree: Tree, from: Node): Generator<Node, void, undefined> {
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    if (tree.isDirectory(node)) for (const child of tree.children(node)) waiting.push(child);
  }
}
