import { resolve } from "../links.ts";
import { nameOf } from "../names.ts";
import type { Node, Tree } from "../tree.ts";

const noPackage = -1;
/** Owner of a directory that is in several packages. */
const several = -2;

/** The number of the package that owns each node of a tree. */
export class Owners {
  readonly #owners: Int32Array;
  /** Directories by their path in the package, which may lead through links: /bin is a link to usr/bin. */
  readonly #directories = new Map<string, Node | undefined>();

  constructor(private readonly tree: Tree) {
    this.#owners = new Int32Array(tree.count).fill(noPackage);
  }

  /** The package of a node; undefined if no package has it, or if several share the directory. */
  of(node: Node): number | undefined {
    const owner = this.#owners[node] ?? noPackage;
    return owner < 0 ? undefined : owner;
  }

  /**
   * Adds the absolute paths of a package.
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

  /** Links are followed, except for the last name of the path: that link itself belongs to the package. */
  #nodeOf(path: string): Node | undefined {
    const slash = path.lastIndexOf("/");
    const above = path.slice(0, Math.max(0, slash));
    if (!this.#directories.has(above)) this.#directories.set(above, resolve(this.tree, above));
    const directory = this.#directories.get(above);
    return directory === undefined ? undefined : this.tree.child(directory, path.slice(slash + 1));
  }

  #claim(node: Node, owner: number): void {
    const before = this.#owners[node] as number;
    if (before === noPackage) this.#owners[node] = owner;
    else if (before !== owner && this.tree.isDirectory(node)) this.#owners[node] = several;
  }
}
