import prettyBytes from "pretty-bytes";
import { visible } from "../../../image/names.ts";
import type { PartSummary, Summary } from "../../../image/summary.ts";
import type { Tree } from "../../../image/tree.ts";
import { charactersOf, padColumns, textWidth } from "../../../system/text-width.ts";

/** Rows of each of the two lists, so that all of it fits a screen of 24 lines. */
export const listedRows = 6;

const size = (bytes: number) => prettyBytes(bytes, { maximumFractionDigits: 1 });
const number = (count: number) => count.toLocaleString("en");

/** A text in so many columns; of a long one the end, which tells most. */
const fitted = (text: string, width: number): string => {
  if (textWidth(text) <= width) return padColumns(text, width);
  const end = charactersOf(text).slice(3 - width);
  while (textWidth(end.join("")) > width - 3) end.shift();
  return padColumns(`...${end.join("")}`, width);
};

const factsText = ({ facts, part }: PartSummary): string => {
  const archives = facts.archives ?? [];
  if (archives.length > 1) {
    return archives
      .map(({ name, compression }) => `${name} ${compression === "none" ? "" : compression}`.trim())
      .join(", ");
  }
  const blocks = facts.blockBytes ? `, blocks of ${facts.blockBytes / 1024} KiB` : "";
  return `${part.format}${facts.compression === "none" ? "" : ` ${facts.compression}`}${blocks}`;
};

const partRow = (summary: PartSummary): string => {
  const { part, tree } = summary;
  const cells = [
    padColumns(part.name, 8),
    size(part.packedBytes).padStart(10),
    size(tree.totalSize(0)).padStart(12),
    number(tree.totalFiles(0)).padStart(10),
  ];
  return `${cells.join("")}   ${factsText(summary)}`;
};

/** Two lists beside each other: names and their bytes. */
const columns = (left: readonly [string, number][], right: readonly [string, number][]): string[] => {
  const cell = (row: [string, number] | undefined, width: number) =>
    row ? `${fitted(row[0], width)} ${size(row[1]).padStart(9)}` : " ".repeat(width + 10);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    `${cell(left[index], 26)}   ${cell(right[index], 30)}`.trimEnd(),
  );
};

const some = (tree: Tree, nodes: readonly number[]): string => {
  const names = nodes.slice(0, 4).map((node) => visible(tree.name(node)));
  return nodes.length === 0
    ? "none"
    : `${nodes.length}: ${names.join(", ")}${nodes.length > 4 ? ", ..." : ""}`;
};

const excludedText = ({ image }: Summary): string[] => {
  const excluded = image.release?.manifest.excluded;
  if (!excluded || excluded.length === 0) return [];
  const [files, bytes] = [
    excluded.reduce((sum, line) => sum + line.files, 0),
    excluded.reduce((sum, line) => sum + line.bytes, 0),
  ];
  const most = excluded.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  const example = `most by ${most.what} (${size(most.bytes)})`;
  return [`left out        ${size(bytes)} in ${number(files)} files, ${example}`];
};

/** What clients read before they are up, which is what a stream costs. */
const hotText = ({ hot, parts }: Summary): string[] => {
  const root = parts.find(({ part }) => part.name === "rootfs");
  if (!hot || !root) return [];
  return [
    `read at start   ${size(hot.total)} of ${size(root.part.packedBytes)}, of ${number(hot.files.length)} files`,
  ];
};

const headOf = ({ image, kernels, system }: Summary): string[] => {
  const { release } = image;
  const packages = system && system.packages.length > 0 ? [`${system.packages.length} packages`] : [];
  const kernel = kernels.length > 0 ? [`kernel ${kernels.map(visible).join(", ")}`] : [];
  const about = [...kernel, ...packages].join(", ");
  return [
    release ? `${image.title}  ${visible(release.manifest.id)}` : image.title,
    ...(about ? [about] : []),
  ];
};

/** What `inspect` prints where it draws no screen. */
export const summaryLines = (summary: Summary): string[] => {
  const { parts, broken, system } = summary;
  const root = parts.find(({ part }) => part.name === "rootfs") ?? parts[0];
  const packages = [...(system?.packages ?? [])]
    .sort((a, b) => b.imageBytes - a.imageBytes)
    .slice(0, listedRows)
    .map((one): [string, number] => [one.name, one.imageBytes]);
  const files = root
    ? root.largest
        .slice(0, listedRows)
        .map((node): [string, number] => [visible(root.tree.path(node)), root.tree.size(node)])
    : [];
  const lists =
    packages.length > 0
      ? ["", `${"largest packages".padEnd(39)}largest files`, ...columns(packages, files)]
      : [
          "",
          "largest files",
          ...files.map(([path, bytes]) => `${fitted(path, 60)} ${size(bytes).padStart(9)}`),
        ];
  const notes = root
    ? [
        `setuid, setgid  ${some(root.tree, root.setuid)}`,
        `world-writable  ${some(root.tree, root.worldWritable)}`,
      ]
    : [];
  return [
    ...headOf(summary),
    "",
    `            packed    unpacked     files`,
    ...parts.map(partRow),
    ...broken.map(
      ({ part, error }) =>
        `${padColumns(part.name, 8)}${size(part.packedBytes).padStart(10)}   ${visible(String((error as Error).message)).slice(0, 120)}`,
    ),
    ...(files.length > 0 ? lists : []),
    "",
    ...excludedText(summary),
    ...hotText(summary),
    ...notes,
  ];
};
