import { resolve } from "../links.ts";
import { nameOf } from "../names.ts";
import type { Node, Tree } from "../tree.ts";

const nobody = -1;
/** A directory that several packages have. */
const several = -2;

const newline = 0x0a;

/** Diversions that dpkg keeps: who took which path for himself, and where that of the others lies. */
export type Diversions = ReadonlyMap<string, { readonly to: string; readonly by: string }>;

/** dpkg's file of diversions: three lines each, the path, where it was moved to, and for which package. */
export const parseDiversions = (content: Buffer): Diversions => {
  const lines = nameOf(content).split("\n");
  const found = new Map<string, { to: string; by: string }>();
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [path = "", to = "", by = ""] = lines.slice(at, at + 3);
    found.set(path, { to, by });
  }
  return found;
};

/** Which package, by number, each node of a tree belongs to, put together list by list. */
export class Owners {
  readonly #owners: Int32Array;
  /** Directories by path as the lists have it: /bin is a link to usr/bin. */
  readonly #directories = new Map<string, Node | undefined>();

  constructor(
    private readonly tree: Tree,
    private readonly diversions: Diversions,
  ) {
    this.#owners = new Int32Array(tree.count).fill(nobody);
  }

  /** The package of a node; undefined where none has it, or where several share a directory. */
  of(node: Node): number | undefined {
    const owner = this.#owners[node] ?? nobody;
    return owner < 0 ? undefined : owner;
  }

  /**
   * Takes in what dpkg lists for a package.
   * @returns how many paths of the list are not in the image
   */
  add(owner: number, name: string, list: Buffer): number {
    let missing = 0;
    for (let begin = 0; begin < list.length; ) {
      const end = list.indexOf(newline, begin);
      const path = nameOf(list.subarray(begin, end < 0 ? list.length : end));
      begin = end < 0 ? list.length : end + 1;
      if (path === "" || path === "/.") continue;
      const node = this.#nodeOf(this.#divertedFrom(path, name));
      if (node === undefined) missing += 1;
      else this.#claim(node, owner);
    }
    return missing;
  }

  #divertedFrom(path: string, name: string): string {
    const diversion = this.diversions.get(path);
    return diversion && diversion.by !== name ? diversion.to : path;
  }

  /** A link at the end belongs to the package itself; those before it are followed. */
  #nodeOf(path: string): Node | undefined {
    const slash = path.lastIndexOf("/");
    const above = path.slice(0, Math.max(0, slash));
    if (!this.#directories.has(above)) this.#directories.set(above, resolve(this.tree, above));
    const directory = this.#directories.get(above);
    return directory === undefined ? undefined : this.tree.child(directory, path.slice(slash + 1));
  }

  #claim(node: Node, owner: number): void {
    const before = this.#owners[node] as number;
    if (before === nobody) this.#owners[node] = owner;
    else if (before !== owner && this.tree.isDirectory(node)) this.#owners[node] = several;
  }
}
