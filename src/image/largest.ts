import type { Node, Tree } from "./tree.ts";
import { nodesBelow } from "./walk.ts";

const allNodes = function* (tree: Tree): Generator<Node, void, undefined> {
  for (let node = 0; node < tree.count; node += 1) yield node;
};

/** The largest files of a tree, or below one of its directories, the largest first. */
export const largestFiles = (tree: Tree, count: number, { below = 0 }: { below?: Node } = {}): Node[] => {
  const largest: Node[] = [];
  for (const node of below === 0 ? allNodes(tree) : nodesBelow(tree, below)) {
    if (tree.type(node) !== "file") continue;
    const size = tree.size(node);
    if (largest.length === count && size <= tree.size(largest.at(-1) as Node)) continue;
    let at = largest.length;
    while (at > 0 && tree.size(largest[at - 1] as Node) < size) at -= 1;
    largest.splice(at, 0, node);
    if (largest.length > count) largest.pop();
  }
  return largest;
};
