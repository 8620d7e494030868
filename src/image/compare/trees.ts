import type { Node, Tree } from "../tree.ts";

/** In what an entry may differ. */
export type Difference = "type" | "content" | "mode" | "owner" | "target" | "device";

export interface ChangedEntry {
  /** Its node in the tree before, and in the one after. */
  readonly before: Node;
  readonly after: Node;
  readonly what: readonly Difference[];
}

export type NodeState = "added" | "changed" | "same";

/** What one tree has other than another. */
export interface TreeChanges {
  /** Nodes of the tree after, all that is below a new directory among them. */
  readonly added: readonly Node[];
  /** Nodes of the tree before. */
  readonly removed: readonly Node[];
  readonly changed: readonly ChangedEntry[];
  /** Of a node of the tree after; a directory has changed where something below it has. */
  state(node: Node): NodeState;
}

/** Whether two files of the same size have the same content, where somebody has looked. */
export type SameContent = (before: Node, after: Node) => boolean | undefined;

const none = -1;

/** The nodes of a tree by their numbers in another, with -1 for what that has not: matched from the root down. */
const counterparts = (tree: Tree, other: Tree): Int32Array => {
  const found = new Int32Array(tree.count).fill(none);
  found[0] = 0;
  for (let node = 1; node < tree.count; node += 1) {
    const parent = found[tree.parent(node)] ?? none;
    if (parent !== none) found[node] = other.child(parent, tree.name(node)) ?? none;
  }
  return found;
};

const differences = (before: Tree, a: Node, after: Tree, b: Node, sameContent: SameContent): Difference[] => {
  const type = after.type(b);
  if (before.type(a) !== type) return ["type"];
  const found: Difference[] = [];
  if (type === "file" && (before.size(a) !== after.size(b) || sameContent(a, b) === false))
    found.push("content");
  if (before.mode(a) !== after.mode(b)) found.push("mode");
  if (before.uid(a) !== after.uid(b) || before.gid(a) !== after.gid(b)) found.push("owner");
  if (before.target(a) !== after.target(b)) found.push("target");
  const [one, two] = [before.device(a), after.device(b)];
  if (one?.major !== two?.major || one?.minor !== two?.minor) found.push("device");
  return found;
};

/**
 * Files of both trees that have the same size and another time, or none: only their content can tell whether they
 * differ. `thorough`: all of the same size.
 */
export const doubtful = (
  before: Tree,
  after: Tree,
  { thorough = false } = {},
): { readonly before: Node; readonly after: Node }[] => {
  const matches = counterparts(after, before);
  const found: { before: Node; after: Node }[] = [];
  for (let node = 1; node < after.count; node += 1) {
    const match = matches[node] as Node;
    if (match === none || after.type(node) !== "file" || before.type(match) !== "file") continue;
    if (after.size(node) === 0 || after.size(node) !== before.size(match)) continue;
    const sameTime = after.mtime(node) === before.mtime(match) && after.mtime(node) !== 0;
    if (thorough || !sameTime) found.push({ before: match, after: node });
  }
  return found;
};

/**
 * What `after` has other than `before`: times alone are no difference. Files of the same size are equal unless
 * `sameContent` says that they are not.
 */
export const compareTrees = (
  before: Tree,
  after: Tree,
  sameContent: SameContent = () => undefined,
): TreeChanges => {
  const added: Node[] = [];
  const removed: Node[] = [];
  const changed: ChangedEntry[] = [];
  const states = new Uint8Array(after.count);
  const matches = counterparts(after, before);
  for (let node = 0; node < after.count; node += 1) {
    const match = matches[node] as Node;
    const what = match === none ? [] : differences(before, match, after, node, sameContent);
    if (match === none) added.push(node);
    else if (what.length > 0) changed.push({ before: match, after: node, what });
    states[node] = match === none ? 2 : what.length > 0 ? 1 : 0;
  }
  const back = counterparts(before, after);
  for (let node = 1; node < before.count; node += 1) {
    if (back[node] !== none) continue;
    removed.push(node);
    const above = back[before.parent(node)] ?? none;
    if (above !== none && states[above] === 0) states[above] = 1;
  }
  for (let node = after.count - 1; node > 0; node -= 1) {
    const parent = after.parent(node);
    if (states[node] !== 0 && states[parent] === 0) states[parent] = 1;
  }
  return {
    added,
    removed,
    changed,
    state: (node) => (["same", "changed", "added"] as const)[states[node] ?? 0] ?? "same",
  };
};
