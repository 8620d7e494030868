import { createHash, type Hash } from "node:crypto";
import type { Part, ReadOptions } from "./image.ts";
import type { Node, Tree } from "./tree.ts";

export interface SumOptions extends ReadOptions {
  /** Receives the share that has been read, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * sha256, in hexadecimal, of the content of each of some files. The files must not be empty.
 * @throws ThinsmithError if the part cannot be read
 */
export const contentSums = async (
  part: Part,
  tree: Tree,
  nodes: readonly Node[],
  { onProgress, ...options }: SumOptions = {},
): Promise<ReadonlyMap<Node, string>> => {
  // The order of the archive is the fastest to read.
  const ordered = [...nodes].sort((a, b) => a - b);
  const files = ordered.map((node) => ({ path: tree.path(node), size: tree.size(node) }));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const hashes = new Map<number, { hash: Hash; left: number }>();
  const sums = new Map<Node, string>();
  let done = 0;
  for await (const { file, bytes } of part.readMany(files, options)) {
    const hashing = hashes.get(file) ?? { hash: createHash("sha256"), left: files[file]?.size ?? 0 };
    hashing.hash.update(bytes);
    hashing.left -= bytes.length;
    hashes.set(file, hashing);
    if (hashing.left === 0) {
      sums.set(ordered[file] as Node, hashing.hash.digest("hex"));
      hashes.delete(file);
    }
    done += bytes.length;
    onProgress?.(done / total);
  }
  return sums;
};
