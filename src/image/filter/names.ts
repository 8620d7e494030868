import type { Node, Tree } from "../tree.ts";
import { globMatcher, hasWildcard } from "./glob.ts";

const lowered = new WeakMap<Tree, string[]>();

/** Names in lower case, by node. They are cached, because every key press needs all of them. */
export const lowerNames = (tree: Tree): readonly string[] => {
  const names = lowered.get(tree) ?? [];
  for (let node = names.length; node < tree.count; node += 1) names.push(tree.name(node).toLowerCase());
  lowered.set(tree, names);
  return names;
};

/** A test of names in lower case. `text` is a part of the name, or a pattern for the whole name. */
export const nameMatcher = (text: string): ((lowerName: string) => boolean) => {
  const wanted = text.toLowerCase();
  return hasWildcard(wanted) ? globMatcher(wanted) : (name) => name.includes(wanted);
};

type Segment = ((name: string) => boolean) | "any number";

interface PathPattern {
  /** The tests for the names of the path, from the last to the first. */
  readonly segments: readonly Segment[];
  /** Whether it begins at the root. */
  readonly anchored: boolean;
  /** Whether it matches the nodes below the path. */
  readonly below: boolean;
}

/** Without wildcards, the text matches a part of the path: the end of one name and the beginning of another. */
const parsePath = (text: string): PathPattern => {
  const lower = text.toLowerCase();
  const anchored = lower.startsWith("/");
  const below = lower.length > 1 && lower.endsWith("/");
  const wild = hasWildcard(lower);
  const names = lower.slice(anchored ? 1 : 0, below ? -1 : undefined).split("/");
  const segments = names.map((wanted, index): Segment => {
    if (wanted === "**") return "any number";
    if (wild) return globMatcher(wanted);
    if (index === 0 && !anchored) return (name) => name.endsWith(wanted);
    if (index === names.length - 1 && !below) return (name) => name.startsWith(wanted);
    return (name) => name === wanted;
  });
  return { segments: segments.reverse(), anchored, below };
};

/**
 * A test of the path of a node. `text` contains slashes. If it begins with one, it matches from the root; if it ends with
 * one, it matches everything below the path.
 */
export const pathMatcher = (tree: Tree, text: string): ((node: Node) => boolean) => {
  const names = lowerNames(tree);
  const { segments, anchored, below } = parsePath(text);
  const fits = (node: Node, index: number): boolean => {
    const segment = segments[index];
    if (segment === undefined) return !anchored || node === 0;
    if (segment !== "any number") {
      return node !== 0 && segment(names[node] ?? "") && fits(tree.parent(node), index + 1);
    }
    for (let at = node; ; at = tree.parent(at)) {
      if (fits(at, index + 1)) return true;
      if (at === 0) return false;
    }
  };
  if (!below) return (node) => fits(node, 0);
  /** By node: 0 if not known yet, 1 if it is below, 2 if it is not. */
  const known = new Uint8Array(tree.count);
  const isBelow = (node: Node): boolean => {
    if (node === 0) return false;
    if (known[node] === 0) {
      const parent = tree.parent(node);
      known[node] = fits(parent, 0) || isBelow(parent) ? 1 : 2;
    }
    return known[node] === 1;
  };
  return isBelow;
};
