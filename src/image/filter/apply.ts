import { isWorldWritable } from "../audit.ts";
import type { TreeChanges } from "../compare/trees.ts";
import type { System } from "../system/read-system.ts";
import type { Node, Tree } from "../tree.ts";
import { globMatcher } from "./glob.ts";
import { lowerNames, nameMatcher, pathMatcher } from "./names.ts";
import type { Filter, Wish } from "./parse.ts";

/** What some words of a filter need besides the tree. */
export interface FilterContext {
  readonly system?: System | undefined;
  readonly changes?: TreeChanges | undefined;
}

export interface Found {
  /** By node: 2 if it matches, 1 if a node below it matches, 0 if neither. The root is always shown. */
  readonly shown: Uint8Array;
  /** Number of matching nodes. */
  readonly count: number;
  /** Bytes of the matching nodes that are not directories. */
  readonly bytes: number;
  /** What a word needs and the context lacks. Then nothing matches. */
  readonly missing?: keyof FilterContext;
}

type Test = (node: Node) => boolean;

const named = (text: string, names: ReadonlyMap<number, string>): ((id: number) => boolean) => {
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  return (id) => id === number || names.get(id) === text;
};

const packageTest = (text: string, system: System): Test => {
  if (text === "none") return (node) => system.ownerOf(node) === undefined;
  const wanted = text.toLowerCase();
  const matches = globMatcher(wanted);
  const owners = new Set(system.packages.filter(({ name }) => matches(name)));
  return (node) => {
    const owner = system.ownerOf(node);
    return owner !== undefined && owners.has(owner);
  };
};

const nobody = new Map<number, string>();

/** The test for one wish, or the name of what the context lacks. */
const testFor = (
  tree: Tree,
  wish: Wish,
  { system, changes }: FilterContext,
  directories: boolean,
): Test | keyof FilterContext => {
  switch (wish.kind) {
    case "name": {
      const names = lowerNames(tree);
      const matches = nameMatcher(wish.text);
      return (node) => matches(names[node] ?? "");
    }
    case "path":
      return pathMatcher(tree, wish.text);
    case "size": {
      const { larger, bytes } = wish;
      const sizeOf = directories ? tree.totalSize : tree.size;
      return (node) =>
        (directories || tree.type(node) === "file") && (larger ? sizeOf(node) > bytes : sizeOf(node) < bytes);
    }
    case "type": {
      const { types } = wish;
      return (node) => types.includes(tree.type(node));
    }
    case "setuid":
      return (node) => tree.type(node) === "file" && (tree.mode(node) & 0o4000) !== 0;
    case "setgid":
      return (node) => tree.type(node) === "file" && (tree.mode(node) & 0o2000) !== 0;
    case "world-writable":
      return (node) => isWorldWritable(tree, node);
    case "package":
      return system ? packageTest(wish.text, system) : "system";
    case "owner": {
      const matches = named(wish.text, system?.users ?? nobody);
      return (node) => matches(tree.uid(node));
    }
    case "group": {
      const matches = named(wish.text, system?.groups ?? nobody);
      return (node) => matches(tree.gid(node));
    }
    case "changed":
      return changes ? (node) => !tree.isDirectory(node) && changes.state(node) !== "same" : "changes";
    case "added":
      return changes ? (node) => changes.state(node) === "added" : "changes";
  }
};

/** Tests of names take longest, so they come last. */
const rank = ({ kind }: Wish): number => (kind === "path" ? 2 : kind === "name" ? 1 : 0);

/** Finds the nodes of a tree that match a filter. Pure; 150,000 nodes take a few milliseconds. */
export const applyFilter = (tree: Tree, { terms }: Filter, context: FilterContext = {}): Found => {
  const { count: nodes } = tree;
  const shown = new Uint8Array(nodes);
  shown[0] = 1;
  const directories = terms.some(
    ({ wish, negated }) => !negated && wish.kind === "type" && wish.types.includes("directory"),
  );
  const tests: { test: Test; negated: boolean }[] = [];
  for (const { wish, negated } of [...terms].sort((a, b) => rank(a.wish) - rank(b.wish))) {
    const test = testFor(tree, wish, context, directories);
    if (typeof test === "string") return { shown, count: 0, bytes: 0, missing: test };
    tests.push({ test, negated });
  }
  let count = 0;
  let bytes = 0;
  for (let node = 1; node < nodes; node += 1) {
    if (!tests.every(({ test, negated }) => test(node) !== negated)) continue;
    shown[node] = 2;
    count += 1;
    if (!tree.isDirectory(node)) bytes += tree.size(node);
  }
  // A directory has a lower number than its children.
  for (let node = nodes - 1; node > 0; node -= 1) {
    const parent = tree.parent(node);
    if (shown[node] !== 0 && shown[parent] === 0) shown[parent] = 1;
  }
  return { shown, count, bytes };
};
