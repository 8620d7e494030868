import type { Entry, EntryType } from "./entry.ts";

const types: readonly EntryType[] = ["directory", "file", "link", "character", "block", "fifo", "socket"];
const directoryType = types.indexOf("directory");

/** Number of a node of a tree. 0 is the root. A directory has a lower number than its children. */
export type Node = number;

/** Columns of the table of nodes, with room for so many. */
const columnsFor = (room: number) => ({
  parent: new Int32Array(room),
  type: new Uint8Array(room),
  mode: new Uint16Array(room),
  uid: new Uint32Array(room),
  gid: new Uint32Array(room),
  size: new Float64Array(room),
  mtime: new Float64Array(room),
});

/**
 * The files of an image as a tree. It is stored in columns, so that two million entries fit into memory and a pass over
 * all of them takes milliseconds. It can be read while entries are added.
 */
export class Tree {
  #room = 1024;
  #columns = columnsFor(this.#room);
  /** Children of the directories that have some, by name. */
  readonly #children = new Map<Node, Map<string, Node>>();
  readonly #names: string[] = [""];
  readonly #targets = new Map<Node, string>();
  readonly #devices = new Map<Node, { readonly major: number; readonly minor: number }>();
  /** Directory of the last entry. */
  #above = { path: "", node: 0 };
  #totals: { count: number; bytes: Float64Array; files: Uint32Array } | undefined;

  constructor() {
    this.#columns.type[0] = directoryType;
    this.#columns.mode[0] = 0o755;
  }

  /** Number of nodes, including the root. */
  get count(): number {
    return this.#names.length;
  }

  /**
   * Adds an entry, and the directories above it that do not exist yet. A later entry replaces an earlier one of the same
   * path, as the kernel does for an initrd.
   * @returns its node
   */
  add(entry: Entry): Node {
    const end = entry.path.lastIndexOf("/");
    const above = entry.path.slice(0, Math.max(0, end));
    // Archives mostly list the children of a directory together.
    if (above !== this.#above.path) this.#above = { path: above, node: this.#make(0, above) };
    const node = this.#make(this.#above.node, entry.path.slice(end + 1));
    const columns = this.#columns;
    columns.type[node] = types.indexOf(entry.type);
    columns.mode[node] = entry.mode;
    columns.uid[node] = entry.uid;
    columns.gid[node] = entry.gid;
    columns.size[node] = entry.size;
    columns.mtime[node] = entry.mtime;
    if (entry.target === undefined) this.#targets.delete(node);
    else this.#targets.set(node, entry.target);
    if (entry.device) this.#devices.set(node, entry.device);
    this.#totals = undefined;
    return node;
  }

  name = (node: Node): string => this.#names[node] ?? "";
  parent = (node: Node): Node => this.#columns.parent[node] ?? 0;
  type = (node: Node): EntryType => types[this.#columns.type[node] ?? directoryType] ?? "directory";
  isDirectory = (node: Node): boolean => this.#columns.type[node] === directoryType;
  mode = (node: Node): number => this.#columns.mode[node] ?? 0;
  uid = (node: Node): number => this.#columns.uid[node] ?? 0;
  gid = (node: Node): number => this.#columns.gid[node] ?? 0;
  /** Bytes of the content of this node alone. */
  size = (node: Node): number => this.#columns.size[node] ?? 0;
  mtime = (node: Node): number => this.#columns.mtime[node] ?? 0;
  target = (node: Node): string | undefined => this.#targets.get(node);
  device = (node: Node): { readonly major: number; readonly minor: number } | undefined =>
    this.#devices.get(node);
  /** Bytes of the node and all nodes below it. */
  totalSize = (node: Node): number => this.#summed().bytes[node] ?? 0;
  /** Number of entries that are not directories: the node and all nodes below it. */
  totalFiles = (node: Node): number => this.#summed().files[node] ?? 0;

  /** Path from the root, without a leading slash; "" for the root. */
  path(node: Node): string {
    const names: string[] = [];
    for (let at = node; at !== 0; at = this.parent(at)) names.push(this.name(at));
    return names.reverse().join("/");
  }

  /** Number of directories above a node. */
  depth(node: Node): number {
    let depth = 0;
    for (let at = node; at !== 0; at = this.parent(at)) depth += 1;
    return depth;
  }

  /** Children of a directory, in the order of the archive. */
  children(node: Node): Node[] {
    return [...(this.#children.get(node)?.values() ?? [])];
  }

  /** Child of a directory by name. */
  child(directory: Node, name: string): Node | undefined {
    return this.#children.get(directory)?.get(name);
  }

  /** The node of a path, with or without a leading slash. Links are not followed. */
  find(path: string): Node | undefined {
    let node: Node | undefined = 0;
    for (const name of path.split("/")) {
      if (name !== "" && name !== "." && node !== undefined) node = this.child(node, name);
    }
    return node;
  }

  /** The node of a path below a node, created if missing. Empty names and "." are ignored. */
  #make(from: Node, path: string): Node {
    let node = from;
    for (const name of path.split("/")) {
      if (name !== "" && name !== ".") node = this.child(node, name) ?? this.#create(node, name);
    }
    return node;
  }

  #create(parent: Node, name: string): Node {
    const node = this.#names.length;
    if (node === this.#room) this.#grow();
    this.#names.push(name);
    const siblings = this.#children.get(parent);
    if (siblings) siblings.set(name, node);
    else this.#children.set(parent, new Map([[name, node]]));
    const columns = this.#columns;
    columns.parent[node] = parent;
    // Until its own entry is added, it is a directory.
    columns.type[node] = directoryType;
    columns.mode[node] = 0o755;
    return node;
  }

  #grow(): void {
    this.#room *= 2;
    const larger = columnsFor(this.#room);
    for (const key of Object.keys(larger) as (keyof typeof larger)[]) larger[key].set(this.#columns[key]);
    this.#columns = larger;
  }

  /** Sums over subtrees, computed again after the tree has grown. */
  #summed() {
    if (this.#totals?.count === this.count) return this.#totals;
    const { count } = this;
    const bytes = this.#columns.size.slice(0, count);
    const files = new Uint32Array(count);
    // Children have higher numbers than their directory.
    for (let node = count - 1; node > 0; node -= 1) {
      if (!this.isDirectory(node)) files[node] = (files[node] as number) + 1;
      const parent = this.parent(node);
      bytes[parent] = (bytes[parent] as number) + (bytes[node] as number);
      files[parent] = (files[parent] as number) + (files[node] as number);
    }
    this.#totals = { count, bytes, files };
    return this.#totals;
  }
}
