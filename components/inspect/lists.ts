import { setuidFiles, worldWritable } from "../../src/image/audit.ts";
import type { DuplicateGroup } from "../../src/image/duplicates.ts";
import { largestFiles } from "../../src/image/largest.ts";
import { visible } from "../../src/image/names.ts";
import type { ImagePackage, System } from "../../src/image/system/read-system.ts";
import { reasonText } from "../../src/image/system/reasons.ts";
import type { Node, Tree } from "../../src/image/tree.ts";
import type { Manifest } from "../../src/release/release.ts";
import { signs } from "../ui/signs.ts";
import type { ListingRow } from "./Listing.tsx";
import { bytesText, nodeText, ownerText } from "./node-text.ts";

/** Where a row of a list leads: a node of the tree, or the files of a package. */
export type Goal = { readonly node: Node } | { readonly package: string };

const shownLargest = 500;

const pathOf = (tree: Tree, node: Node) => `/${visible(tree.path(node))}`;

export const largestRows = (tree: Tree, system: System | undefined): ListingRow<Goal>[] =>
  largestFiles(tree, shownLargest).map((node) => ({
    text: pathOf(tree, node),
    right: bytesText(tree.size(node)),
    about: system?.ownerOf(node)?.name ?? "",
    value: { node },
  }));

export const duplicateRows = (tree: Tree, groups: readonly DuplicateGroup[]): ListingRow<Goal>[] =>
  groups.flatMap(({ nodes, bytes, repeated }) =>
    nodes.map((node, index) => ({
      text: `${index === 0 ? "" : "  = "}${pathOf(tree, node)}`,
      right: index === 0 ? bytesText(repeated) : "",
      about: `${nodes.length} files of ${bytesText(bytes)} with the same content; squashfs stores it once`,
      value: { node },
    })),
  );

export const leftOutRows = ({ excluded = [] }: Partial<Manifest>): ListingRow<Goal>[] =>
  [...excluded]
    .sort((one, other) => other.bytes - one.bytes)
    .map(({ what, kind, files, bytes }) => ({
      text: kind === "package" ? `files of ${what}` : `/${what}`,
      right: `${files.toLocaleString("en").padStart(7)} files  ${bytesText(bytes).padStart(9)}`,
      about: `by the setting ${kind === "package" ? "exclude.packages" : "exclude.paths"}`,
    }));

export const noteworthyRows = (tree: Tree, system: System | undefined): ListingRow<Goal>[] => {
  const rows = (nodes: readonly Node[], what: string) =>
    nodes.map((node) => ({
      text: `${what.padEnd(15)} ${pathOf(tree, node)}`,
      right: ownerText(tree, node, system ? { system } : {}),
      about: system?.ownerOf(node)?.name ?? nodeText(tree, node),
      value: { node },
    }));
  return [...rows(setuidFiles(tree), "setuid, setgid"), ...rows(worldWritable(tree), "world-writable")];
};

const packageWidth = 26;
const cut = (name: string) =>
  name.length > packageWidth ? `${name.slice(0, packageWidth - 1)}${signs.more}` : name.padEnd(packageWidth);

/** Heads of the columns of `packageRows`. */
export const packageHead = `${"package".padEnd(packageWidth)} ${"in image".padStart(9)} ${"installed".padStart(9)}  why`;

export const packageRows = (packages: readonly ImagePackage[]): ListingRow<Goal>[] =>
  [...packages]
    .sort((one, other) => other.imageBytes - one.imageBytes)
    .map((one) => ({
      text: `${cut(one.name)} ${bytesText(one.imageBytes).padStart(9)} ${bytesText(one.installedBytes).padStart(9)}  ${one.reason ? reasonText(one.reason) : ""}`,
      about: `${visible(one.version)}  ${visible(one.section)}  ${visible(one.description)}${one.leftOut > 0 ? `  (${one.leftOut} paths left out)` : ""}`,
      value: { package: one.name },
    }));
