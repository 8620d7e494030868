import type { Part, ReadOptions } from "./image.ts";
import { mostEntries, tooManyEntries } from "./limits.ts";
import { Tree } from "./tree.ts";

export interface LoadedPart {
  /** The same tree each time, with more nodes. */
  readonly tree: Tree;
  /** Share of the part that has been read, from 0 to 1, if known. */
  readonly fraction?: number;
}

/** Loads the tree of a part and yields it after each batch of entries. */
export async function* loadingTree(
  part: Part,
  options?: ReadOptions,
): AsyncGenerator<LoadedPart, void, undefined> {
  const tree = new Tree();
  for await (const { entries, fraction } of part.list(options)) {
    for (const entry of entries) tree.add(entry);
    if (tree.count > mostEntries) throw tooManyEntries(part.file);
    yield fraction === undefined ? { tree } : { tree, fraction };
  }
}

/** Loads the whole tree of a part. */
export const loadTree = async (part: Part, options?: ReadOptions): Promise<Tree> => {
  let tree = new Tree();
  for await (const loaded of loadingTree(part, options)) tree = loaded.tree;
  return tree;
};
