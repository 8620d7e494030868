import type { TreeChanges } from "../../../src/image/compare/trees.ts";
import { applyFilter, type Found } from "../../../src/image/filter/apply.ts";
import { lowerNames, nameMatcher, pathMatcher } from "../../../src/image/filter/names.ts";
import { parseFilter } from "../../../src/image/filter/parse.ts";
import type { Hot } from "../../../src/image/squashfs/hot.ts";
import type { System } from "../../../src/image/system/read-system.ts";
import type { Node, Tree } from "../../../src/image/tree.ts";
import type { Command } from "../../keys/keys.ts";
import { atTop, focus, type ListWindow, rowAfter } from "../../ui/list/list-window.ts";
import { turn } from "../../ui/turn.ts";
import { type TreeRow, TreeRows } from "./tree-rows.ts";

const sortKeys = ["size", "name", "package"] as const;
type SortKey = (typeof sortKeys)[number];

/** What is known of a tree besides its files; the filter and the package order need it. */
export interface TreeContext {
  readonly system?: System;
  readonly changes?: TreeChanges;
  readonly hot?: Hot;
}

/** What of a tree is on screen. */
export interface TreeState {
  readonly rows: readonly TreeRow[];
  /** The row under the cursor, of those on screen; none where nothing is listed. */
  readonly cursor: number;
  readonly here: Node | undefined;
  readonly moreAbove: boolean;
  readonly moreBelow: boolean;
  readonly sort: SortKey;
  readonly filter: string;
  /** What the filter found, or what is wrong with it. */
  readonly found: Found | { readonly error: string } | undefined;
  readonly marked: ReadonlySet<Node>;
  readonly context: TreeContext;
}

const names = new Intl.Collator("en", { numeric: true });

/**
 * A tree with a cursor, folding, order, filter and marks. It knows nothing of the screen but how many rows fit, and
 * stays as it is while other screens come and go.
 */
export class TreeView {
  private rows: TreeRows;
  private window: ListWindow = atTop;
  private height = 10;
  private sort: SortKey = "size";
  private filter = "";
  private found: TreeState["found"];
  private context: TreeContext = {};
  /** The node that the cursor stays on when rows are added above. */
  private here: Node | undefined;
  private readonly open = new Set<Node>();
  /** Directories that a person opened or closed, other than the filter does. */
  private turned = new Set<Node>();
  private readonly marked = new Set<Node>();

  constructor(private readonly tree: Tree) {
    this.rows = this.newRows();
  }

  private newRows(): TreeRows {
    return new TreeRows(this.tree, {
      isOpen: this.isOpen,
      compare: this.comparison(),
      shown: this.shown(),
    });
  }

  private shown(): Uint8Array | undefined {
    return this.found && "shown" in this.found ? this.found.shown : undefined;
  }

  readonly isOpen = (node: Node): boolean => {
    const shown = this.shown();
    if (!shown) return this.open.has(node);
    return this.turned.has(node) ? shown[node] !== 1 : shown[node] === 1;
  };

  private comparison(): (one: Node, other: Node) => number {
    const { tree } = this;
    const byName = (one: Node, other: Node) => names.compare(tree.name(one), tree.name(other));
    if (this.sort === "name") return byName;
    const bySize = (one: Node, other: Node) =>
      tree.totalSize(other) - tree.totalSize(one) || byName(one, other);
    if (this.sort === "size") return bySize;
    const owner = (node: Node) => this.context.system?.ownerOf(node)?.name ?? "~";
    return (one, other) => names.compare(owner(one), owner(other)) || bySize(one, other);
  }

  /** Lists anew; the cursor stays on its node, where that is still listed. */
  private listAnew(): void {
    this.rows = this.newRows();
    const row = this.here === undefined ? 0 : (this.rows.indexOf(this.here) ?? 0);
    this.goTo(row);
  }

  private goTo(row: number): void {
    const count = this.rows.upTo(Number.isFinite(row) ? row + this.height + 1 : row);
    this.window = focus(this.window, row, count, this.height);
    this.here = this.rows.at(this.window.cursor)?.node;
  }

  /** More entries have come, or what is known of them. A cursor on the first row stays there, whatever comes before it. */
  update(context: TreeContext = this.context): void {
    this.context = context;
    this.applyFilter();
    if (this.window.cursor === 0) this.here = undefined;
    this.listAnew();
  }

  resize(height: number): void {
    this.height = Math.max(1, height);
    this.goTo(this.window.cursor);
  }

  private applyFilter(): void {
    const filter = parseFilter(this.filter);
    if (this.filter.trim() === "") this.found = undefined;
    else this.found = "error" in filter ? filter : applyFilter(this.tree, filter, this.context);
  }

  /** Shows what a filter finds, and what leads to it; with an empty one everything. */
  setFilter(filter: string): void {
    if (filter === this.filter) return;
    this.filter = filter;
    this.turned = new Set();
    this.applyFilter();
    const shown = this.shown();
    // A filter leads to its first match; without one the cursor stays on its node.
    if (shown) this.here = undefined;
    this.listAnew();
    if (shown) this.goTo(this.rows.firstWhere(({ node }) => shown[node] === 2) ?? 0);
  }

  nextSort(): void {
    this.sort = turn(sortKeys, this.sort, 1);
    this.listAnew();
  }

  /** Puts the cursor on a node and opens what lies above it. */
  show(node: Node): void {
    if (this.shown()?.[node] === 0) this.setFilter("");
    for (let above = this.tree.parent(node); above !== 0; above = this.tree.parent(above))
      this.fold(above, true);
    this.here = node;
    this.listAnew();
  }

  /**
   * Goes to the next node whose name matches, or whose path does where the text has a slash, in the archive's order,
   * round its end; whether there is one.
   */
  find(text: string, direction: 1 | -1, fromHere = false): boolean {
    const { count } = this.tree;
    const names = lowerNames(this.tree);
    const named = nameMatcher(text);
    const matches = text.includes("/")
      ? pathMatcher(this.tree, text)
      : (node: Node) => named(names[node] ?? "");
    const begin = this.here ?? 0;
    for (let step = fromHere ? 0 : 1; step <= count; step += 1) {
      const node = (((begin + direction * step) % count) + count) % count;
      if (node !== 0 && matches(node)) {
        this.show(node);
        return true;
      }
    }
    return false;
  }

  private fold(node: Node, open: boolean): void {
    if (this.isOpen(node) === open) return;
    const set = this.shown() ? this.turned : this.open;
    if (set.has(node)) set.delete(node);
    else set.add(node);
  }

  /** Opens or closes a directory. */
  toggle(node: Node): void {
    this.fold(node, !this.isOpen(node));
    this.listAnew();
  }

  /** Closes an open directory; from anything else goes to the directory above, where one is listed. */
  leave(): void {
    const { here, tree } = this;
    if (here === undefined) return;
    if (tree.isDirectory(here) && this.isOpen(here)) this.fold(here, false);
    else if (tree.parent(here) !== 0) this.here = tree.parent(here);
    this.listAnew();
  }

  mark(): void {
    const { here } = this;
    if (here === undefined) return;
    if (!this.marked.delete(here)) this.marked.add(here);
    this.goTo(this.window.cursor + 1);
  }

  unmarkAll(): void {
    this.marked.clear();
  }

  /** A moving command of the key table; others do nothing. */
  move(command: Command): void {
    const row = rowAfter(command, this.window.cursor, Math.max(1, this.height - 1), Number.POSITIVE_INFINITY);
    if (row !== undefined) this.goTo(row);
  }

  /** Puts the cursor on one of the rows that are on screen. */
  touch(row: number): void {
    this.goTo(this.window.top + row);
  }

  state(): TreeState {
    const { top, cursor } = this.window;
    const { here, sort, filter, found, marked, context } = this;
    return {
      ...{ here, sort, filter, found, marked, context },
      rows: this.rows.slice(top, this.height),
      cursor: cursor - top,
      moreAbove: top > 0,
      moreBelow: this.rows.upTo(top + this.height + 1) > top + this.height,
    };
  }
}
