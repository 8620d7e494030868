import type { Comparison } from "../../src/image/compare/images.ts";
import { visible } from "../../src/image/names.ts";
import { type Change, diverging } from "../charts/diverging.ts";
import { glyphs } from "../charts/glyphs.ts";
import { run } from "../charts/line.ts";
import { rowsBeside } from "../layout.ts";
import type { Section } from "../ui/frame/panes.ts";
import { signs } from "../ui/signs.ts";
import { difference } from "./compare-rows.ts";

/** Changes that are said to a screen reader. */
const said = 8;

const changeOf = (name: string, value: number): Change => ({
  ...{ label: visible(name), value, note: difference(value) },
});

/** So many changes, the largest first; the last one for all others. */
const largest = (changes: readonly Change[], most: number): readonly Change[] => {
  const sorted = changes.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  if (sorted.length <= most) return sorted;
  const others = sorted.slice(most - 1);
  const sum = others.reduce((all, { value }) => all + value, 0);
  return [...sorted.slice(0, most - 1), changeOf(`${others.length} more`, sum)];
};

/** How much all that shrank, and all that grew, comes to. */
const sums = (changes: readonly Change[]): string => {
  const sum = (sign: 1 | -1) => {
    const some = changes.filter(({ value }) => Math.sign(value) === sign);
    const bytes = some.reduce((all, { value }) => all + value, 0);
    return some.length === 0 ? [] : [`${difference(bytes)} in ${some.length}`];
  };
  return [...sum(-1), ...sum(1)].join(", ");
};

const sectionOf = (title: string, head: string, changes: readonly Change[]): Section => ({
  title,
  draw: (width, rows) => [
    [run(head, { dim: true })],
    ...diverging(largest(changes, rowsBeside(rows, 1)), {
      ...{ width, glyphs, more: signs.more, colours: { less: "good", more: "warning" } as const },
    }),
  ],
  words: () =>
    `${[`${title}: ${head}`, ...largest(changes, said).map(({ label, note }) => `${label} ${note}`)].join(", ")}.`,
});

/** What grew and what shrank from one image to another: what a client loads, and the packages. */
export const changesSections = ({
  packages,
  files,
  total,
}: Pick<Comparison, "packages" | "files" | "total">): Section[] => {
  const { added, removed, upgraded, downgraded } = packages;
  const loaded = files
    .filter(({ before, after }) => before !== after)
    .map(({ name, before = 0, after = 0 }) => changeOf(name, after - before));
  const changed = [...added, ...removed, ...upgraded, ...downgraded].map(({ name, bytes }) =>
    changeOf(name, bytes),
  );
  return [
    sectionOf("Packages, installed", sums(changed) || "the same size", changed),
    sectionOf("Files that a client loads", `${difference(total.after - total.before)} in all`, loaded),
  ];
};
