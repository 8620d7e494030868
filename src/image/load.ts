import type { Part, ReadOptions } from "./image.ts";
import { mostEntries, tooManyEntries } from "./limits.ts";
import { Tree } from "./tree.ts";

export interface Growth {
  /** The same tree each time, with more in it. */
  readonly tree: Tree;
  /** How much of the part has been read, from 0 to 1, where that is known. */
  readonly fraction?: number;
}

/** The tree of a part while it is being read. */
export async function* growTree(part: Part, options?: ReadOptions): AsyncGenerator<Growth, void, undefined> {
  const tree = new Tree();
  for await (const { entries, fraction } of part.list(options)) {
    for (const entry of entries) tree.add(entry);
    if (tree.count > mostEntries) throw tooManyEntries(part.file);
    yield fraction === undefined ? { tree } : { tree, fraction };
  }
}

/** The tree of a part, once all of it is read. */
export const loadTree = async (part: Part, options?: ReadOptions): Promise<Tree> => {
  let tree = new Tree();
  for await (const growth of growTree(part, options)) tree = growth.tree;
  return tree;
};
