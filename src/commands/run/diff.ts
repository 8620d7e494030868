import prettyBytes from "pretty-bytes";
import { type Comparison, compareImages, type PartChanges } from "../../image/compare/images.ts";
import type { PackageChange } from "../../image/compare/packages.ts";
import type { Image } from "../../image/image.ts";
import { visible } from "../../image/names.ts";
import { openImage } from "../../image/open.ts";
import type { Tree } from "../../image/tree.ts";
import { onInterrupt } from "../../system/signals/interrupts.ts";
import { sanitize } from "../../system/text.ts";
import { padColumns } from "../../system/text-width.ts";
import type { diff } from "../diff.ts";
import type { OptionsOf } from "../options.ts";
import { installMissing } from "./install-missing.ts";
import { print, printJson } from "./print.ts";

/** Rows of each list; --json has all. */
const listedRows = 12;

const signed = (bytes: number) =>
  bytes === 0 ? "same size" : prettyBytes(bytes, { signed: true, maximumFractionDigits: 1 });
const size = (bytes: number) => prettyBytes(bytes, { maximumFractionDigits: 1 });

/** A list with what was cut off of it. */
const rows = (lines: readonly string[]): string[] =>
  lines.length <= listedRows + 1
    ? [...lines]
    : [...lines.slice(0, listedRows), `  ... and ${lines.length - listedRows} more: --json has all`];

const packageRow = ({ name, before, after, bytes }: PackageChange): string => {
  const sign = before === undefined ? "+" : after === undefined ? "-" : " ";
  const versions = [before, after].filter((version) => version !== undefined).join(" -> ");
  return sanitize(`  ${sign} ${name} ${versions}  ${signed(bytes)}`);
};

const packageLines = ({ packages }: Comparison): string[] => {
  const { added, removed, upgraded, downgraded } = packages;
  const all = [...added, ...removed, ...upgraded, ...downgraded];
  if (all.length === 0) return ["packages         the same"];
  const counts = Object.entries({ added, removed, upgraded, downgraded })
    .filter(([, changes]) => changes.length > 0)
    .map(([word, changes]) => `${changes.length} ${word}`);
  return [`packages         ${counts.join(", ")}`, ...rows(all.map(packageRow))];
};

const entryOf = (tree: Tree) => (node: number) => ({ path: tree.path(node), bytes: tree.size(node) });

/** Every file that differs with the bytes that it makes, the largest difference first. */
const fileRows = ({ trees: { before, after }, changes }: PartChanges) => {
  const files = (tree: Tree, nodes: readonly number[]) =>
    nodes.filter((node) => !tree.isDirectory(node)).map(entryOf(tree));
  return [
    ...files(after, changes.added).map((file) => ({ ...file, sign: "+", what: "" })),
    ...files(before, changes.removed).map(({ path, bytes }) => ({
      path,
      bytes: -bytes,
      sign: "-",
      what: "",
    })),
    ...changes.changed.map((change) => ({
      sign: " ",
      path: after.path(change.after),
      bytes: after.size(change.after) - before.size(change.before),
      what: change.what.join(", "),
    })),
  ].sort((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes));
};

/** What differs in a part, as lines for a person. */
export const partLines = (part: PartChanges): string[] => {
  const files = fileRows(part);
  const counts = ["+", "-", " "].map((sign) => files.filter((row) => row.sign === sign).length);
  const { before, after } = part.packedBytes;
  const head = `${padColumns(part.name, 16)} ${size(before)} -> ${size(after)} packed, ${signed(part.bytes.after - part.bytes.before)} unpacked`;
  if (files.length === 0)
    return [before === after ? `${padColumns(part.name, 16)} the same files` : `${head}, the same files`];
  const shown = rows(
    files.map(
      ({ sign, path, bytes, what }) => `  ${sign} ${visible(path)}  ${signed(bytes)}${what && ` (${what})`}`,
    ),
  );
  return [`${head}: ${counts[0]} added, ${counts[1]} removed, ${counts[2]} changed`, ...shown];
};

const linesOf = (before: Image, after: Image, comparison: Comparison): string[] => {
  const { kernel, settings, bootParameters, parts, total } = comparison;
  const name = ({ title, release }: Image) => (release ? `${title} ${visible(release.manifest.id)}` : title);
  const value = (setting: unknown) => sanitize(JSON.stringify(setting) ?? "nothing");
  return [
    `${name(before)} -> ${name(after)}`,
    ...(kernel.before === kernel.after
      ? []
      : [`kernel           ${visible(kernel.before) || "none"} -> ${visible(kernel.after) || "none"}`]),
    ...packageLines(comparison),
    ...(settings.length > 0 ? ["settings"] : []),
    ...rows(settings.map((one) => `    ${sanitize(one.name)}  ${value(one.before)} -> ${value(one.after)}`)),
    ...[
      ...bootParameters.added.map((word) => `+ ${word}`),
      ...bootParameters.removed.map((word) => `- ${word}`),
    ].map((word) => sanitize(`boot parameter   ${word}`)),
    ...parts.flatMap(partLines),
    `total            ${size(total.before)} -> ${size(total.after)}, ${signed(total.after - total.before)}`,
  ];
};

/** What `diff --json` prints. */
const jsonOf = (before: Image, after: Image, { parts, ...rest }: Comparison) => ({
  before: { path: before.path, title: before.title, release: before.release?.manifest.id ?? null },
  after: { path: after.path, title: after.title, release: after.release?.manifest.id ?? null },
  ...rest,
  parts: parts.map(({ name, trees, changes, packedBytes, bytes }) => ({
    name,
    packedBytes,
    bytes,
    added: changes.added.map(entryOf(trees.after)),
    removed: changes.removed.map(entryOf(trees.before)),
    changed: changes.changed.map((change) => ({
      path: trees.after.path(change.after),
      before: trees.before.size(change.before),
      after: trees.after.size(change.after),
      what: change.what,
    })),
  })),
});

/** `thinsmith diff`: what one release, or file, has other than another. */
export const diffCommand = async (
  first: string,
  second: string,
  options: OptionsOf<typeof diff>,
): Promise<void> => {
  await installMissing(["inspect"], options.yes === true);
  const signal = onInterrupt();
  const open = (word: string) => openImage(word, { output: options.output, signal });
  const [before, after] = [await open(first), await open(second)];
  const comparison = await compareImages(before, after, { signal });
  if (options.json) printJson(jsonOf(before, after, comparison));
  else print(linesOf(before, after, comparison).join("\n"));
};
