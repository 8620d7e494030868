import { createHash, type Hash } from "node:crypto";
import type { Part, ReadOptions } from "./image.ts";
import type { Node, Tree } from "./tree.ts";

/** Files with the same content. */
export interface DuplicateGroup {
  readonly nodes: readonly Node[];
  /** Of one of them. */
  readonly bytes: number;
  /** Of all but one. A squashfs keeps equal files only once, so this is memory that is not wasted there. */
  readonly repeated: number;
}

export interface DuplicateOptions extends ReadOptions {
  /** Told how much of what must be compared has been read, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
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

/** sha256 of the content of each of some files. */
const sumsOf = async (
  part: Part,
  tree: Tree,
  nodes: readonly Node[],
  { onProgress, ...options }: DuplicateOptions,
): Promise<ReadonlyMap<Node, string>> => {
  const total = nodes.reduce((sum, node) => sum + tree.size(node), 0);
  const hashes = new Map<number, Hash>();
  let done = 0;
  const sums = new Map<Node, string>();
  const files = nodes.map((node) => ({ path: tree.path(node), size: tree.size(node) }));
  const left = nodes.map((node) => tree.size(node));
  for await (const { file, bytes } of part.readMany(files, options)) {
    const hash = hashes.get(file) ?? createHash("sha256");
    hashes.set(file, hash.update(bytes));
    done += bytes.length;
    left[file] = (left[file] ?? 0) - bytes.length;
    if (left[file] === 0) {
      sums.set(nodes[file] as Node, hash.digest("hex"));
      hashes.delete(file);
    }
    onProgress?.(done / total);
  }
  return sums;
};

/**
 * Files that have the same content, those that repeat most first. Only files of the same size are read. Empty files do
 * not count.
 * @throws ThinsmithError where the part cannot be read
 */
export const findDuplicates = async (
  part: Part,
  tree: Tree,
  options: DuplicateOptions = {},
): Promise<DuplicateGroup[]> => {
  const files: Node[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (tree.type(node) === "file" && tree.size(node) > 0) files.push(node);
  }
  const sameSize = groupsBy(files, tree.size).flat();
  // In the order of the archive, in which it is read quickest.
  const sums = await sumsOf(
    part,
    tree,
    sameSize.sort((a, b) => a - b),
    options,
  );
  return groupsBy([...sums.keys()], (node) => sums.get(node))
    .map((nodes) => {
      const bytes = tree.size(nodes[0] as Node);
      return { nodes, bytes, repeated: bytes * (nodes.length - 1) };
    })
    .sort((a, b) => b.repeated - a.repeated);
};
