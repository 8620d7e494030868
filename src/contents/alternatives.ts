import { additionTo } from "../distributions/package-index/closure.ts";
import { type IndexedPackage, plainSection } from "../distributions/package-index/package.ts";
import type { PackageIndex } from "../distributions/package-index/package-index.ts";
import type { Included } from "./inclusion.ts";

/** A package that may do instead of another one. */
export interface Alternative {
  readonly found: IndexedPackage;
  /** Why it may. The likeliest reason first: a package may have several. */
  readonly reason: "choice" | "variant" | "provider" | "similar";
  /** The package that takes either, or the name that both provide. */
  readonly of: string;
  /** What it adds to the image; 0 if it is there already. */
  readonly bytes: number;
}

/** As many as are worth a look. */
const mostShown = 4;
/** As many of each kind are weighed. */
const mostWeighed = 40;
/** As many that are merely described alike. */
const mostSimilar = 2;
/** What is not smaller than this is no gain. */
const gain = 0.8;

type Candidate = Omit<Alternative, "bytes">;

/** Words that mean little in a description. */
const common = new Set(
  "a an and are as at based by for from in is it its metapackage of on or other simple that the this to tool tools use using with without your program package files file support version data debian".split(
    " ",
  ),
);

const wordsOf = ({ description }: IndexedPackage): Set<string> =>
  new Set((description.toLowerCase().match(/[a-z0-9+]{2,}/g) ?? []).filter((word) => !common.has(word)));

/** Packages that are named so often together with it: whatever needs one of them takes either. */
const choices = (found: IndexedPackage, index: PackageIndex, { packages }: Included): Candidate[] =>
  [...packages.keys()].flatMap((by) =>
    by.depends
      .filter((alternatives) => alternatives.length > 1 && alternatives.includes(found.name))
      .flatMap((alternatives) =>
        alternatives.flatMap((name): Candidate[] => {
          const other = index.byName.get(name);
          return other ? [{ found: other, reason: "choice", of: by.name }] : [];
        }),
      ),
  );

/** Ends of names of packages that do the same as others, with less or with another interface. */
const variantEnds = [
  ...["tiny", "minimal", "min", "light", "lite", "small", "core", "base", "basic", "static"],
  ...["nox", "nogui", "headless", "cli", "tty", "console", "text", "curses", "ncurses", "fb", "x11"],
  ...["gtk", "gtk2", "gtk3", "gtk4", "qt", "qt5", "qt6", "athena", "lucid", "motif"],
];

/** Packages with the same name, but for such an end: vim, vim-tiny and vim-nox for vim-gtk3. */
const variants = (found: IndexedPackage, index: PackageIndex): Candidate[] => {
  const end = variantEnds.find((one) => found.name.endsWith(`-${one}`));
  const stem = end ? found.name.slice(0, -end.length - 1) : found.name;
  return [stem, ...variantEnds.map((one) => `${stem}-${one}`)].flatMap((name): Candidate[] => {
    const other = index.byName.get(name);
    return other ? [{ found: other, reason: "variant", of: stem }] : [];
  });
};

const providers = (found: IndexedPackage, index: PackageIndex): Candidate[] =>
  found.provides.flatMap((name) =>
    (index.providers.get(name) ?? [])
      .slice(0, mostWeighed)
      .map((other): Candidate => ({ found: other, reason: "provider", of: name })),
  );

/** Packages that nobody wants for themselves. */
const partOfOthers =
  /^(lib|python3-|ruby-|r-)|-(data|common|plugins?|doc|dev|dbg|l10n|extras?|utils|addons?|theme)\b/;

/** Packages of its section with at least two words of its description. */
const similar = (found: IndexedPackage, index: PackageIndex): Candidate[] => {
  const wanted = wordsOf(found);
  const shared = (other: IndexedPackage) => [...wordsOf(other)].filter((word) => wanted.has(word)).length;
  return index.alphabetical
    .filter((other) => other.section === found.section && !partOfOthers.test(other.name))
    .map((other) => ({ other, count: shared(other) }))
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count)
    .map(({ other }) => ({ found: other, reason: "similar", of: plainSection(other.section) }));
};

/**
 * Smaller packages that may do instead of one: those that a package of the image takes in its place, those that are called so with an end such as
 * -tiny, those that provide the same, those of its section that are described with the same words. These are guesses from
 * what the index says; it does not say what a package can do. Of each kind, those that add most come first: they are most
 * alike. Pure.
 * @param included the image without the package
 * @param bytesOf what a package takes in the image
 */
export const alternativesTo = (
  found: IndexedPackage,
  index: PackageIndex,
  included: Included,
  bytesOf: (one: IndexedPackage) => number,
): Alternative[] => {
  const additionOf = (one: IndexedPackage) => [...additionTo(index, included.packages, one).keys()];
  const weight = (added: readonly IndexedPackage[]) => added.reduce((sum, one) => sum + bytesOf(one), 0);
  const own = additionOf(found);
  const limit = weight(own) * gain;
  // A part of it is no alternative to it.
  const seen = new Set(own).add(found);
  const kinds = [choices(found, index, included), variants(found, index), providers(found, index)];
  const weighed = (candidates: readonly Candidate[]): Alternative[] =>
    candidates
      .filter((one) => !seen.has(one.found) && seen.add(one.found))
      .slice(0, mostWeighed)
      .map((one) => ({ ...one, bytes: weight(additionOf(one.found)) }))
      .filter(({ bytes }) => bytes < limit)
      .sort((a, b) => b.bytes - a.bytes);
  const smaller = kinds.flatMap(weighed);
  const more = smaller.length < mostShown ? weighed(similar(found, index).slice(0, mostSimilar)) : [];
  return [...smaller, ...more].slice(0, mostShown);
};
