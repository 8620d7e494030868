import { packageManagers } from "../../distributions/distributions.ts";
import type { InstalledPackage } from "../../distributions/installed.ts";
import { knownSettings } from "../../settings/known.ts";
import type { Part, ReadOptions } from "../image.ts";
import { readFiles } from "../read-files.ts";
import type { Node, Tree } from "../tree.ts";
import { Owners } from "./owners.ts";
import { needsOf, type Reason, reasonsFor } from "./reasons.ts";
import { namesByNumber } from "./users.ts";

/** A package that is installed in an image. */
export interface ImagePackage extends InstalledPackage {
  /** Total bytes of its files in the image. */
  readonly imageBytes: number;
  /** Number of its files and links in the image. */
  readonly files: number;
  /** Number of its paths that are not in the image. */
  readonly leftOut: number;
  /** Undefined if the settings are unknown or do not explain the package. */
  readonly reason: Reason | undefined;
  /** Packages that depend on it. */
  readonly neededBy: readonly string[];
}

/** The system that is installed in an image. */
export interface System {
  /** User names by number, from the image. */
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
  /** Sorted by name; empty if the image has no supported package manager. */
  readonly packages: readonly ImagePackage[];
  /** The package that owns a file, a link, or a directory that is in no other package. */
  ownerOf(node: Node): ImagePackage | undefined;
}

const reversed = (needs: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string[]> => {
  const neededBy = new Map<string, string[]>();
  for (const [name, needed] of needs)
    for (const other of needed) {
      const names = neededBy.get(other);
      if (names) names.push(name);
      else neededBy.set(other, [name]);
    }
  return neededBy;
};

/**
 * Reads the users and packages of a root file system, and the package of each file. `tree` is the whole tree of the part;
 * `settings` are those of the image, for the reasons; settings that are unknown here give none.
 * @throws ThinsmithError if the part cannot be read
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
