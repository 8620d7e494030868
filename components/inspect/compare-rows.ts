import type { Comparison, PartChanges } from "../../src/image/compare/images.ts";
import type { PackageChange } from "../../src/image/compare/packages.ts";
import { visible } from "../../src/image/names.ts";
import type { ListingRow } from "./Listing.tsx";
import type { Goal } from "./lists.ts";
import { bytesText } from "./tree/node-text.ts";

/** So many bytes more or fewer. */
export const difference = (bytes: number) =>
  bytes === 0 ? "same" : `${bytes > 0 ? "+" : "-"}${bytesText(Math.abs(bytes))}`;
const value = (setting: unknown) =>
  visible(typeof setting === "string" ? setting : JSON.stringify(setting ?? null));

const packageRow = (sign: string, { name, before, after, bytes }: PackageChange): ListingRow<Goal> => ({
  text: `${sign} ${visible(name)}  ${[before, after]
    .filter((version) => version !== undefined)
    .map(visible)
    .join(" -> ")}`,
  right: difference(bytes),
  about: "a package; Enter shows its files",
  ...(after === undefined ? {} : { value: { package: name } }),
});

/** Files that changed: as many as anybody looks through; the filter "changed" has them all. */
const mostFiles = 500;

const partRows = ({ name, trees, changes }: PartChanges): ListingRow<Goal>[] => {
  const rows = [
    ...changes.changed.map((one) => ({
      sign: "~",
      tree: trees.after,
      node: one.after,
      what: one.what.join(", "),
    })),
    ...changes.added.map((node) => ({ sign: "+", tree: trees.after, node, what: "added" })),
    ...changes.removed.map((node) => ({ sign: "-", tree: trees.before, node, what: "removed" })),
  ].filter(({ tree, node }) => !tree.isDirectory(node));
  return rows.slice(0, mostFiles).map(({ sign, tree, node, what }) => ({
    text: `${sign} ${name}: /${visible(tree.path(node))}`,
    right: bytesText(tree.size(node)),
    about: what,
    ...(sign !== "-" && name === "rootfs" ? { value: { part: name, node } } : {}),
  }));
};

/** What differs between two images, the weighty first: totals, settings, packages, files. */
export const compareRows = (comparison: Comparison): ListingRow<Goal>[] => {
  const { packages, settings, bootParameters, kernel, files, total } = comparison;
  const line = (text: string, right = ""): ListingRow<Goal> => ({ text, right });
  return [
    ...(total.after === total.before
      ? []
      : [line("all files that a client loads", difference(total.after - total.before))]),
    ...files
      .filter(({ before, after }) => before !== after)
      .map(({ name, before = 0, after = 0 }) => line(`file ${visible(name)}`, difference(after - before))),
    ...(kernel.before === kernel.after
      ? []
      : [line(`kernel ${visible(kernel.before)} -> ${visible(kernel.after)}`)]),
    ...settings.map(({ name, before, after }) =>
      line(`setting ${visible(name)}: ${value(before)} -> ${value(after)}`),
    ),
    ...bootParameters.removed.map((word) => line(`- boot parameter ${visible(word)}`)),
    ...bootParameters.added.map((word) => line(`+ boot parameter ${visible(word)}`)),
    ...packages.added.map((one) => packageRow("+", one)),
    ...packages.removed.map((one) => packageRow("-", one)),
    ...packages.upgraded.map((one) => packageRow("~", one)),
    ...packages.downgraded.map((one) => packageRow("~", one)),
    ...comparison.parts.flatMap(partRows),
  ];
};
