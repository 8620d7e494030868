import { type AddedPackage, packagesIn } from "../../../src/contents/package-cost.ts";
import { plainSection } from "../../../src/distributions/package-index/package.ts";
import { cutColumns, textWidth } from "../../../src/system/text-width.ts";
import { fitLine, type Line, run } from "../../charts/line.ts";
import { rowsBeside } from "../../layout.ts";
import { count } from "../../ui/format.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { wrappedLines } from "../../ui/frame/sections.ts";
import { signs } from "../../ui/signs.ts";
import type { PackageFacts } from "./package-facts.ts";

/** Bytes as "1.3 MB", for columns. */
const size = (bytes: number): string => {
  if (bytes < 1e5) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 99.5e6 ? 1 : 0)} MB`;
};

/** Text at the left, and at the right what is never cut. */
const beside = (left: string, right: string, columns: number, dim = false): Line => {
  const room = columns - textWidth(right) - 1;
  const text = cutColumns(left, room, signs.more);
  return [run(text, { dim }), run(" ".repeat(room - textWidth(text) + 1)), run(right)];
};

const treeLines = ({ found, totalBytes, below }: AddedPackage, columns: number, depth = 0): Line[] => [
  beside(
    `${depth > 0 ? `${"  ".repeat(depth - 1)}${signs.below} ` : ""}${found.name}`,
    size(totalBytes),
    columns,
  ),
  ...below.flatMap((one) => treeLines(one, columns, depth + 1)),
];

/** The first lines of a tree, and one that counts the rest. */
const cutTree = (lines: readonly Line[], rows: number, columns: number): readonly Line[] => {
  if (lines.length <= rows) return lines;
  const shown = lines.slice(0, rowsBeside(rows, 1));
  return [
    ...shown,
    ...wrappedLines([`${signs.more} ${lines.length - shown.length} more`, { dim: true }], columns),
  ];
};

/** What it adds with what it needs; what it takes where that would be there without it. */
const costText = ({ cost, bytes }: PackageFacts): string => {
  if (!cost) return `takes ${size(bytes)}`;
  const added = packagesIn(cost);
  const download = added.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0);
  return `adds ${size(cost.totalBytes)} in ${count(added.length, "package")}, ${size(download)} to download`;
};

const reasonText = ({ reason, of }: PackageFacts["alternatives"][number]): string =>
  ({
    choice: `${of} accepts either`,
    variant: "similar name",
    provider: `also provides ${of}`,
    similar: "similar description",
  })[reason];

const stateStyle = {
  chosen: { colour: "good" },
  brought: { colour: "accent" },
  absent: { dim: true },
} as const;
const states = { chosen: "chosen by you", brought: "in the image", absent: "not in the image" };
const stateText = ({ state, why }: PackageFacts): string =>
  why ? `${states[state]}: ${why}` : states[state];

const alternativesTitle = "Smaller alternatives (a guess):";
const sizeOf = (bytes: number) => (bytes > 0 ? size(bytes) : "in the image already");

const alternativeLines = ({ alternatives }: PackageFacts, columns: number): Line[] =>
  alternatives.length === 0
    ? []
    : [
        ...wrappedLines([alternativesTitle, { dim: true }], columns),
        ...alternatives.map((one) =>
          beside(`${one.found.name}  ${reasonText(one)}`, sizeOf(one.bytes), columns),
        ),
      ];

/** All that there is to say about a package, in so many columns and rows: what does not fit is cut from its tree. */
export const packageLines = (
  facts: PackageFacts,
  columns: number,
  rows = Number.POSITIVE_INFINITY,
): Line[] => {
  const { found, cost } = facts;
  const head: Line[] = [
    fitLine([run(found.name, { bold: true }), run(` ${found.version}`, { dim: true })], columns, signs.more),
    ...wrappedLines([found.description], columns),
    ...wrappedLines(
      [[plainSection(found.section), found.homepage].filter(Boolean).join("  "), { dim: true }],
      columns,
    ),
    ...wrappedLines([stateText(facts), stateStyle[facts.state]], columns),
    ...wrappedLines([costText(facts), { bold: true }], columns),
  ];
  const others = alternativeLines(facts, columns);
  const tree = cost && cost.below.length > 0 ? treeLines(cost, columns) : [];
  return [...head, ...cutTree(tree, rowsBeside(rows, head.length + others.length, 3), columns), ...others];
};

/** The same in sentences. */
const packageWords = (facts: PackageFacts): string => {
  const { found, alternatives } = facts;
  const smaller = alternatives.map((one) => `${one.found.name}, ${sizeOf(one.bytes)}, ${reasonText(one)}`);
  return [
    `${found.name}: ${found.description}.`,
    `It is ${stateText(facts)}. It ${costText(facts)}.`,
    ...(smaller.length > 0 ? [`${alternativesTitle} ${smaller.join("; ")}.`] : []),
  ].join(" ");
};

/** The package under the cursor, beside the list. */
export const packageSection = (facts: PackageFacts): Section => ({
  title: "Package",
  draw: (columns, rows) => packageLines(facts, columns, rows),
  words: () => packageWords(facts),
});
