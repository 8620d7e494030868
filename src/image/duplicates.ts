import type { Part } from "./image.ts";
import { contentSums, type SumOptions } from "./sums.ts";
import type { Node, Tree } from "./tree.ts";

/** Files with the same content. */
export interface DuplicateGroup {
  readonly nodes: readonly Node[];
  /** Of one of them. */
  readonly bytes: number;
  /** Of all but one. A squashfs keeps equal files only once, so there they cost a client nothing. */
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
 * Files that have the same content, those that repeat most first. Only files of the same size are read. Empty files do
 * not count.
 * @throws ThinsmithError where the part cannot be read
 */
export const findDuplicates = async (
  part: Part,
  tree: Tree,
  options: SumOptions = {},
): Promise<DuplicateGroup[]> => {
  const files: Node[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (tree.type(node) === "file" && tree.size(node) > 0) files.push(node);
  }
  const sums = await contentSums(part, tree, groupsBy(files, tree.size).flat(), options);
  return groupsBy([...sums.keys()], (node) => sums.get(node))
    .map((nodes) => {
      const bytes = tree.size(nodes[0] as Node);
      return { nodes, bytes, repeated: bytes * (nodes.length - 1) };
    })
    .sort((a, b) => b.repeated - a.repeated);
};
