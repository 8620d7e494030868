import { resolve } from "../links.ts";
import { nameOf } from "../names.ts";
import type { Node, Tree } from "../tree.ts";

const nobody = -1;
/** A directory that several packages have. */
const several = -2;

/** Which package, by number, each node of a tree belongs to, put together list by list. */
export class Owners {
  readonly #owners: Int32Array;
  /** Directories by path as the package has it: /bin is a link to usr/bin. */
  readonly #directories = new Map<string, Node | undefined>();

  constructor(private readonly tree: Tree) {
    this.#owners = new Int32Array(tree.count).fill(nobody);
  }

  /** The package of a node; undefined where none has it, or where several share a directory. */
  of(node: Node): number | undefined {
    const owner = this.#owners[node] ?? nobody;
    return owner < 0 ? undefined : owner;
  }

  /**
   * Takes in which absolute paths a package has.
   * @returns how many of them are not in the image
   */
  add(owner: number, paths: Iterable<Buffer>): number {
    let missing = 0;
    for (const path of paths) {
      const node = this.#nodeOf(nameOf(path));
      if (node === undefined) missing += 1;
      else this.#claim(node, owner);
    }
    return missing;
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
