import type { Entry } from "../../../src/image/entry.ts";
import { Tree } from "../../../src/image/tree.ts";

/** An entry of an archive; what is not said is a file of root's with nothing in it. */
export const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  type: "file",
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  ...more,
});

export const treeOf = (entries: readonly Entry[]): Tree => {
  const tree = new Tree();
  for (const one of entries) tree.add(one);
  return tree;
};
