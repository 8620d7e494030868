import type { Node, Tree } from "./tree.ts";

/** A node and all below it. */
export function* nodesBelow(tree: Tree, from: Node): Generator<Node, void, undefined> {
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    if (tree.isDirectory(node)) for (const child of tree.children(node)) waiting.push(child);
  }
}
