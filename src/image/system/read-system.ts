import { packageManagers } from "../../distributions/distributions.ts";
import type { InstalledPackage } from "../../distributions/installed.ts";
import { knownSettings } from "../../settings/known.ts";
import type { Part, ReadOptions } from "../image.ts";
import { readFiles } from "../read-files.ts";
import type { Node, Tree } from "../tree.ts";
import { Owners } from "./owners.ts";
import { needsOf, type Reason, reasonsFor } from "./reasons.ts";
import { namesByNumber } from "./users.ts";

/** A package as it is in an image. */
export interface ImagePackage extends InstalledPackage {
  /** Bytes of its files that are in the image. */
  readonly imageBytes: number;
  /** Its files and links that are in the image. */
  readonly files: number;
  /** Paths that the package has and the image has not. */
  readonly leftOut: number;
  /** Undefined where the settings are not known, or do not tell. */
  readonly reason: Reason | undefined;
  /** Packages that depend on it. */
  readonly neededBy: readonly string[];
}

/** The system that is installed in an image. */
export interface System {
  /** Names by number, as in the image. */
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
  /** By name; empty where there is no package manager that we know. */
  readonly packages: readonly ImagePackage[];
  /** The package that a file, a link, or a directory of one package alone belongs to. */
  ownerOf(node: Node): ImagePackage | undefined;
}

const reversed = (needs: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string[]> => {
  const neededBy = new Map<string, string[]>();
  for (const [name, needed] of needs) {
    for (const other of needed) {
      const others = neededBy.get(other);
      if (others) others.push(name);
      else neededBy.set(other, [name]);
    }
  }
  return neededBy;
};

/**
 * Users and packages of a root file system, and which package each file belongs to. `tree` is the part's whole tree;
 * `settings` are those that the image was made from, for the reasons; what is not known here of them gives none.
 * @throws ThinsmithError where the part cannot be read
 */
export const readSystem = async (
  part: Part,
  tree: Tree,
  { settings, ...options }: ReadOptions & { readonly settings?: object | undefined } = {},
): Promise<System> => {
  const namesIn = (path: string) => {
    const directory = tree.find(path);
    return directory === undefined ? [] : tree.children(directory).map(tree.name);
  };
  const wanted = ["etc/passwd", "etc/group", ...packageManagers.flatMap((one) => one.files(namesIn))];
  const files = await readFiles(part, tree, wanted, options);

  const read = packageManagers.flatMap((one) => one.read(files));
  const installed = read.map(({ found }) => found);
  const owners = new Owners(tree);
  const leftOut = read.map(({ paths }, index) => owners.add(index, paths));
  const bytes = new Float64Array(installed.length);
  const counts = new Uint32Array(installed.length);
  for (let node = 0; node < tree.count; node += 1) {
    const owner = owners.of(node);
    if (owner === undefined || tree.isDirectory(node)) continue;
    bytes[owner] = (bytes[owner] ?? 0) + tree.size(node);
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  const needs = needsOf(installed);
  const neededBy = reversed(needs);
  const reasons = settings ? reasonsFor(installed, needs, knownSettings(settings)) : undefined;
  const packages = installed.map(
    (one, index): ImagePackage => ({
      ...one,
      imageBytes: bytes[index] ?? 0,
      files: counts[index] ?? 0,
      leftOut: leftOut[index] ?? 0,
      reason: reasons?.get(one.name),
      neededBy: neededBy.get(one.name) ?? [],
    }),
  );
  return {
    users: namesByNumber(files.get("etc/passwd")),
    groups: namesByNumber(files.get("etc/group")),
    packages,
    ownerOf(node) {
      const owner = owners.of(node);
      return owner === undefined ? undefined : packages[owner];
    },
  };
};
