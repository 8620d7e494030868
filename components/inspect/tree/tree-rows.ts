import type { Node, Tree } from "../../../src/image/tree.ts";

/** A row of a tree that is drawn: a node, and how many directories lie above it. */
export interface TreeRow {
  readonly node: Node;
  readonly depth: number;
}

export interface RowOrder {
  /** Whether what a directory holds is listed below it. */
  isOpen(node: Node): boolean;
  compare(one: Node, other: Node): number;
  /** By node: 2 matches the filter, 1 leads to something that does, 0 is hidden. All are shown without. */
  readonly shown?: Uint8Array | undefined;
}

interface Level {
  readonly nodes: readonly Node[];
  next: number;
  /** All below a directory that matches the filter itself, once it was opened. */
  readonly everything: boolean;
}

/**
 * The rows of a tree from the first one on, listed as far as they are asked for: the first screen of 150,000 rows costs
 * no more than that of a few.
 */
export class TreeRows {
  private readonly rows: TreeRow[] = [];
  private readonly levels: Level[];

  constructor(
    private readonly tree: Tree,
    private readonly order: RowOrder,
  ) {
    this.levels = [this.level(0, false)];
  }

  private level(directory: Node, everything: boolean): Level {
    const { shown, compare } = this.order;
    const all = this.tree.children(directory);
    const nodes = shown && !everything ? all.filter((node) => shown[node] !== 0) : all;
    return { nodes: nodes.sort(compare), next: 0, everything };
  }

  private listNext(): boolean {
    for (let level = this.levels.at(-1); level; level = this.levels.at(-1)) {
      const node = level.nodes[level.next];
      if (node === undefined) {
        this.levels.pop();
        continue;
      }
      level.next += 1;
      this.rows.push({ node, depth: this.levels.length - 1 });
      if (this.tree.isDirectory(node) && this.order.isOpen(node)) {
        this.levels.push(this.level(node, level.everything || this.order.shown?.[node] === 2));
      }
      return true;
    }
    return false;
  }

  /** Lists so many rows, or all where there are fewer; how many are listed now. */
  upTo(count: number): number {
    while (this.rows.length < count && this.listNext());
    return this.rows.length;
  }

  at(row: number): TreeRow | undefined {
    this.upTo(row + 1);
    return this.rows[row];
  }

  /** Rows from one on, as many as there are of `count`. */
  slice(first: number, count: number): readonly TreeRow[] {
    this.upTo(first + count);
    return this.rows.slice(first, first + count);
  }

  /** The first row that is so; undefined where none is. */
  firstWhere(isSo: (row: TreeRow) => boolean): number | undefined {
    for (let row = 0; row < this.upTo(row + 1); row += 1) {
      const here = this.rows[row];
      if (here && isSo(here)) return row;
    }
    return undefined;
  }

  /** The row of a node; undefined where it is not listed. */
  indexOf(node: Node): number | undefined {
    return this.firstWhere((row) => row.node === node);
  }
}
