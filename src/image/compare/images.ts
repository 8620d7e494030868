import { UsageError } from "../../system/errors.ts";
import type { Image, Part, PartName, ReadOptions } from "../image.ts";
import { kernelVersions } from "../kernels.ts";
import { loadTree } from "../load.ts";
import { contentSums, type SumOptions } from "../sums.ts";
import { readSystem } from "../system/read-system.ts";
import { Tree } from "../tree.ts";
import { compareManifests, type FileChange, type ManifestChanges } from "./manifests.ts";
import { comparePackages, type PackageChanges } from "./packages.ts";
import { compareTrees, doubtful, type TreeChanges } from "./trees.ts";

interface BeforeAfter<T> {
  readonly before: T;
  readonly after: T;
}

/** A part that is in both images, or in one. */
export interface PartChanges {
  readonly name: PartName;
  /** Empty trees where an image has no such part. */
  readonly trees: BeforeAfter<Tree>;
  readonly changes: TreeChanges;
  readonly packedBytes: BeforeAfter<number>;
  /** Of all files, unpacked. */
  readonly bytes: BeforeAfter<number>;
}

/** What one image has other than another. */
export interface Comparison {
  readonly packages: PackageChanges;
  /** Of releases only, as are boot parameters and files. */
  readonly settings: ManifestChanges["settings"];
  readonly bootParameters: ManifestChanges["bootParameters"];
  /** Versions; "" where there is none. */
  readonly kernel: BeforeAfter<string>;
  readonly parts: readonly PartChanges[];
  readonly files: readonly FileChange[];
  /** Bytes of all files as they are loaded. */
  readonly total: BeforeAfter<number>;
}

type Pair = { readonly before: Part | undefined; readonly after: Part | undefined };

/** Parts of the same name belong together; of two single files the only ones do, whatever they are. */
const pairsOf = (before: Image, after: Image): Pair[] => {
  if (before.parts.length === 1 && after.parts.length === 1) {
    return [{ before: before.parts[0], after: after.parts[0] }];
  }
  const names = [...new Set([...after.parts, ...before.parts].map(({ name }) => name))];
  const pairs = names.map((name) => ({
    before: before.parts.find((part) => part.name === name),
    after: after.parts.find((part) => part.name === name),
  }));
  const isWhole = before.release && after.release;
  const common = pairs.filter((pair) => isWhole || (pair.before && pair.after));
  if (common.length > 0) return common;
  throw new UsageError(`${before.title} and ${after.title} have nothing that could be compared.`);
};

/** Where size is the same and time is not, the content tells. */
const comparePair = async (
  { before, after }: Pair,
  trees: BeforeAfter<Tree>,
  options: ReadOptions,
): Promise<TreeChanges> => {
  // What is not a root is small, and our own files in an initrd have no time.
  const thorough = after?.format !== "squashfs";
  const pairs = before && after ? doubtful(trees.before, trees.after, { thorough }) : [];
  if (!before || !after || pairs.length === 0) return compareTrees(trees.before, trees.after);
  const [olds, news] = [pairs.map((pair) => pair.before), pairs.map((pair) => pair.after)];
  const old = await contentSums(before, trees.before, olds, options);
  const now = await contentSums(after, trees.after, news, options);
  return compareTrees(trees.before, trees.after, (one, other) => {
    const [was, is] = [old.get(one), now.get(other)];
    return was === undefined || is === undefined ? undefined : was === is;
  });
};

const installedIn = async (part: Part | undefined, tree: Tree, options: ReadOptions) => {
  if (part?.name !== "rootfs") return [];
  const { packages } = await readSystem(part, tree, options);
  return packages.map((one) => ({ ...one, bytes: one.installedBytes }));
};

const totalBytes = ({ release, parts }: Image): number =>
  release
    ? release.manifest.files.reduce((sum, { size }) => sum + size, 0)
    : parts.reduce((sum, { packedBytes }) => sum + packedBytes, 0);

/**
 * What `after` has other than `before`: two releases, or two files.
 * @throws ThinsmithError where one cannot be read, UsageError where they have nothing in common
 */
export const compareImages = async (
  before: Image,
  after: Image,
  { onProgress, ...options }: SumOptions = {},
): Promise<Comparison> => {
  const pairs = pairsOf(before, after);
  const manifests =
    before.release && after.release
      ? compareManifests(before.release.manifest, after.release.manifest)
      : undefined;
  const parts: PartChanges[] = [];
  let packages = manifests?.packages ?? comparePackages([], []);
  let kernel: BeforeAfter<string> = manifests?.kernel ?? { before: "", after: "" };
  for (const [index, pair] of pairs.entries()) {
    const [old, now] = await Promise.all(
      [pair.before, pair.after].map(async (part) => (part ? loadTree(part, options) : new Tree())),
    );
    const trees = { before: old as Tree, after: now as Tree };
    parts.push({
      name: pair.after?.name ?? pair.before?.name ?? "archive",
      trees,
      changes: await comparePair(pair, trees, options),
      packedBytes: { before: pair.before?.packedBytes ?? 0, after: pair.after?.packedBytes ?? 0 },
      bytes: { before: trees.before.totalSize(0), after: trees.after.totalSize(0) },
    });
    if (!manifests) {
      packages = comparePackages(
        await installedIn(pair.before, trees.before, options),
        await installedIn(pair.after, trees.after, options),
      );
      const versions = (tree: Tree) => kernelVersions(tree).join(", ");
      kernel = { before: versions(trees.before), after: versions(trees.after) };
    }
    onProgress?.((index + 1) / pairs.length);
  }
  return {
    packages,
    settings: manifests?.settings ?? [],
    bootParameters: manifests?.bootParameters ?? { added: [], removed: [] },
    kernel,
    parts,
    files: manifests?.files ?? [],
    total: { before: totalBytes(before), after: totalBytes(after) },
  };
};
