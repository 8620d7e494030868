import type { Part } from "./image.ts";
import { contentSums, type SumOptions } from "./sums.ts";
import type { Node, Tree } from "./tree.ts";
import { nodesWhere } from "./walk.ts";

/** Files with the same content. */
export interface DuplicateGroup {
  readonly nodes: readonly Node[];
  /** Size of one of them. */
  readonly bytes: number;
  /** Size of all but one. A squashfs stores equal files once, so there the copies take no space. */
  readonly repeated: number;
}

const groupsBy = <K>(nodes: readonly Node[], keyOf: (node: Node) => K): Node[][] => {
  const groups = new Map<K, Node[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
};

/**
 * Finds files with the same content, sorted by `repeated`, largest first. Reads only files of equal size; ignores empty
 * files.
 * @throws ThinsmithError if the part cannot be read
 */
export const findDuplicates = async (
  part: Part,
  tree: Tree,
  options: SumOptions = {},
): Promise<DuplicateGroup[]> => {
  const files = nodesWhere(tree, (node) => tree.type(node) === "file" && tree.size(node) > 0);
  const sums = await contentSums(part, tree, groupsBy(files, tree.size).flat(), options);
  return groupsBy([...sums.keys()], (node) => sums.get(node))
    .map((nodes) => {
      const bytes = tree.size(nodes[0] as Node);
      return { nodes, bytes, repeated: bytes * (nodes.length - 1) };
    })
    .sort((a, b) => b.repeated - a.repeated);
};
