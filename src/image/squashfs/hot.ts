import { lastReads, type PartRead } from "../../release/reads.ts";
import type { Image, Part, ReadOptions } from "../image.ts";
import type { Node, Tree } from "../tree.ts";
import { type FilePlace, filePlaces, type Range } from "./places.ts";

/** What clients read of a root until they are up. */
export interface Hot {
  /** Files of which something was read, in the order of reading. */
  readonly files: readonly Node[];
  /**
   * Packed bytes that were read, of these files and of the directories above them. 0: only a block that a file shares with others, of
   * which it is not known whose part was meant.
   */
  readonly bytes: ReadonlyMap<Node, number>;
  /** All that was read, what describes the tree included. */
  readonly total: number;
}

/** What was read of a range: how many bytes, and as the how many-th part; undefined if nothing was. */
type Overlap = (range: Range | undefined) => { readonly bytes: number; readonly order: number } | undefined;

const overlapWith = (parts: readonly PartRead[]): Overlap => {
  const sorted = parts
    .map(([from, bytes], order) => ({ from, to: from + bytes, order }))
    .sort((one, other) => one.from - other.from);
  return (range) => {
    if (!range) return undefined;
    const end = range.from + range.bytes;
    // The first part that ends behind the beginning of the range.
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.to ?? 0) <= range.from) low = middle + 1;
      else high = middle;
    }
    let bytes = 0;
    let order = Number.POSITIVE_INFINITY;
    for (let at = low; at < sorted.length; at += 1) {
      const part = sorted[at] as (typeof sorted)[number];
      if (part.from >= end) break;
      bytes += Math.min(part.to, end) - Math.max(part.from, range.from);
      order = Math.min(order, part.order);
    }
    return bytes > 0 ? { bytes, order } : undefined;
  };
};

/** Which files these parts of a squashfs belong to. Pure. @param places of its files */
export const hotFiles = (tree: Tree, places: readonly FilePlace[], parts: readonly PartRead[]): Hot => {
  const overlap = overlapWith(parts);
  const found: { node: Node; order: number }[] = [];
  const bytes = new Map<Node, number>();
  for (const { path, own, shared } of places) {
    const read = overlap(own);
    const maybe = overlap(shared);
    const node = read || maybe ? tree.find(path) : undefined;
    if (node === undefined) continue;
    found.push({ node, order: read?.order ?? maybe?.order ?? 0 });
    bytes.set(node, read?.bytes ?? 0);
    for (let above = node; above !== 0; ) {
      above = tree.parent(above);
      bytes.set(above, (bytes.get(above) ?? 0) + (read?.bytes ?? 0));
    }
  }
  return {
    files: found.sort((one, other) => one.order - other.order).map(({ node }) => node),
    bytes,
    total: parts.reduce((sum, [, read]) => sum + read, 0),
  };
};

/**
 * What a client read of the root of a release in the last boot that streamed it; undefined where none is noted.
 * @throws ThinsmithError if the root is damaged
 */
export const hotOf = async (
  { release }: Image,
  root: Part,
  tree: Tree,
  options?: ReadOptions,
): Promise<Hot | undefined> => {
  const parts = release && (await lastReads(release.directory));
  return parts && hotFiles(tree, await filePlaces(root.file, options), parts);
};
