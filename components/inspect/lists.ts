import { setuidFiles, worldWritable } from "../../src/image/audit.ts";
import type { DuplicateGroup } from "../../src/image/duplicates.ts";
import type { PartName } from "../../src/image/image.ts";
import { largestFiles } from "../../src/image/largest.ts";
import { visible } from "../../src/image/names.ts";
import { reasonText } from "../../src/image/system/reasons.ts";
import type { Node, Tree } from "../../src/image/tree.ts";
import type { Manifest } from "../../src/release/release.ts";
import { fields } from "../../src/settings/fields.ts";
import { cutColumns } from "../../src/system/text-width.ts";
import { count } from "../ui/format.ts";
import type { Section } from "../ui/frame/panes.ts";
import { bars, type Said, sentences } from "../ui/frame/sections.ts";
import { signs } from "../ui/signs.ts";
import type { LoadedPart } from "./inspect-session.ts";
import type { ListingRow } from "./Listing.tsx";
import { mapSection } from "./map-section.ts";
import { nodeSection } from "./node-sections.ts";
import { packageSections } from "./package-sections.ts";
import { bytesText, nodeText, ownerText } from "./tree/node-text.ts";

/** Where a row of a list leads: a node of an archive's tree, or the files of a package. */
export type Goal = { readonly part: PartName; readonly node: Node } | { readonly package: string };

const shownLargest = 500;

const pathOf = (tree: Tree, node: Node) => `/${visible(tree.path(node))}`;

/** Where the row of a node leads, and beside it what is known of the node and of the directory that it is in. */
const toNode = (part: LoadedPart, node: Node, manifest?: Partial<Manifest>) => ({
  value: { part: part.name, node },
  beside: () => [nodeSection(part, node, manifest), mapSection(part.tree, node)],
});

export const largestRows = (
  part: LoadedPart,
  manifest: Partial<Manifest> | undefined,
): ListingRow<Goal>[] => {
  const { tree, system } = part;
  return largestFiles(tree, shownLargest).map((node) => ({
    text: pathOf(tree, node),
    right: bytesText(tree.size(node)),
    about: system?.ownerOf(node)?.name ?? "",
    ...toNode(part, node, manifest),
  }));
};

/** What clients read until they are up, in the order of reading. */
export const hotRows = (part: LoadedPart, manifest: Partial<Manifest> | undefined): ListingRow<Goal>[] => {
  const { tree, system, hot } = part;
  return (hot?.files ?? []).map((node) => {
    const bytes = hot?.bytes.get(node) ?? 0;
    return {
      text: pathOf(tree, node),
      right: bytes > 0 ? bytesText(bytes) : "shared",
      about: `${bytes > 0 ? "packed bytes of it that were read" : "a block was read that it shares with others"}  ${system?.ownerOf(node)?.name ?? ""}`,
      ...toNode(part, node, manifest),
    };
  });
};

/** More paths than a pane has room for. */
const mostPaths = 100;

/** Where a content lies, and whose each file is. */
const groupSection = ({ tree, system }: LoadedPart, { nodes, bytes, repeated }: DuplicateGroup): Section =>
  sentences(`${nodes.length} times the same`, [
    [`${bytesText(bytes)} each; all but one ${bytesText(repeated)}, which squashfs does not store`],
    ...nodes.slice(0, mostPaths).map((node): Said => {
      const owner = system?.ownerOf(node);
      return [`${pathOf(tree, node)}${owner ? `  (${owner.name})` : ""}`];
    }),
    ...(nodes.length > mostPaths ? [[`and ${nodes.length - mostPaths} more`] as const] : []),
  ]);

export const duplicateRows = (part: LoadedPart, groups: readonly DuplicateGroup[]): ListingRow<Goal>[] =>
  groups.flatMap((group) => {
    const { nodes, bytes, repeated } = group;
    return nodes.map((node, index) => ({
      text: `${index === 0 ? "" : "  = "}${pathOf(part.tree, node)}`,
      right: index === 0 ? bytesText(repeated) : "",
      about: `${nodes.length} files of ${bytesText(bytes)} with the same content; squashfs stores it once`,
      value: { part: part.name, node },
      beside: () => [groupSection(part, group), nodeSection(part, node)],
    }));
  });

const settingOf = (kind: string) => (kind === "package" ? "exclude.packages" : "exclude.paths");

/** Of what was left out, the largest have a bar. */
const mostLeftOut = 12;

export const leftOutRows = ({ excluded = [] }: Partial<Manifest>): ListingRow<Goal>[] => {
  const shown = excluded.map((one) => ({ ...one, what: visible(one.what) }));
  return shown
    .toSorted((one, other) => other.bytes - one.bytes)
    .map(({ what, kind, files, bytes }) => ({
      text: kind === "package" ? `files of ${what}` : `/${what}`,
      right: `${count(files, "file").padStart(13)}  ${bytesText(bytes).padStart(9)}`,
      about: `by the setting ${settingOf(kind)}`,
      beside: () => [
        sentences(kind === "package" ? `files of ${what}` : `/${what}`, [
          [`${count(files, "file")}, ${bytesText(bytes)} before packing`],
          [`left out by the setting ${settingOf(kind)}`],
          [fields().get(settingOf(kind))?.help ?? "", { dim: true }],
        ]),
        bars(
          "Left out",
          shown.map((one) => ({ name: one.what, bytes: one.bytes })),
          mostLeftOut,
        ),
      ],
    }));
};

export const noteworthyRows = (
  part: LoadedPart,
  manifest: Partial<Manifest> | undefined,
): ListingRow<Goal>[] => {
  const { tree, system } = part;
  const rows = (nodes: readonly Node[], what: string) =>
    nodes.map((node) => ({
      text: `${what.padEnd(15)} ${pathOf(tree, node)}`,
      right: ownerText(tree, node, system ? { system } : {}),
      about: system?.ownerOf(node)?.name ?? nodeText(tree, node),
      ...toNode(part, node, manifest),
    }));
  return [...rows(setuidFiles(tree), "setuid, setgid"), ...rows(worldWritable(tree), "world-writable")];
};

/** Columns of the cursor, the arrow of a list and the gaps beside them; of the two sizes with their gaps. */
const [besideRow, sizeColumns] = [4, 22];
const leastName = 26;

/** The packages of an image with the heads of their columns: their names have what the rest leaves of so many columns. */
export const packageTable = (
  part: LoadedPart,
  columns: number,
): { head: string; rows: ListingRow<Goal>[] } => {
  const packages = (part.system?.packages ?? []).map((one) => ({
    ...{ one, name: visible(one.name), why: one.reason ? reasonText(one.reason) : "" },
  }));
  const longest = (texts: readonly string[]) => texts.reduce((most, text) => Math.max(most, text.length), 3);
  const free = columns - besideRow - sizeColumns - longest(packages.map(({ why }) => why));
  const width = Math.max(leastName, Math.min(free, longest(packages.map(({ name }) => name))));
  return {
    head: `${"package".padEnd(width)} ${"in image".padStart(9)} ${"installed".padStart(9)}  why`,
    rows: packages
      .toSorted(({ one }, other) => other.one.imageBytes - one.imageBytes)
      .map(({ one, name, why }) => ({
        text: `${cutColumns(name, width, signs.more).padEnd(width)} ${bytesText(one.imageBytes).padStart(9)} ${bytesText(one.installedBytes).padStart(9)}  ${why}`,
        about: `${visible(one.version)}  ${visible(one.section)}  ${visible(one.description)}${one.leftOut > 0 ? `  (${count(one.leftOut, "path")} left out)` : ""}`,
        value: { package: one.name },
        beside: () => packageSections(one, part),
      })),
  };
};
