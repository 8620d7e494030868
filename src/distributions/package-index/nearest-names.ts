import { distance } from "../../grammar/distance.ts";
import { type IndexedPackage, plainSection } from "./package.ts";
import type { PackageIndex } from "./package-index.ts";
import { searchPackages } from "./search.ts";

/** As many as a sentence has room for. */
const mostNames = 3;

/** Sections of packages that a person hardly asks for by name. */
const partsOfOthers = /^(libs|libdevel|oldlibs|debug|doc|localization)$/;

/** Names with at most so many wrong, missing, additional or exchanged letters, the likeliest first. */
const byLetters = (index: PackageIndex, word: string, most: number): string[] => {
  const found: { readonly one: IndexedPackage; readonly errors: number }[] = [];
  for (const one of index.alphabetical) {
    if (Math.abs(one.name.length - word.length) > most) continue;
    const errors = distance(one.name, word);
    if (errors <= most) found.push({ one, errors });
  }
  const letters = (text: string) => text.split("").sort().join("");
  const own = letters(word);
  /** Letters that are exchanged first, then one too many or too few at the end, then one that is wrong. */
  const alike = (name: string) => {
    if (letters(name) === own) return 0;
    if (name.startsWith(word) || word.startsWith(name)) return 8;
    return name.length === word.length ? 16 : 32;
  };
  const order = ({ one: { name, section }, errors }: (typeof found)[number]) =>
    64 * errors +
    alike(name) +
    (name[0] === word[0] ? 0 : 4) +
    (partsOfOthers.test(plainSection(section)) ? 1 : 0);
  return found.sort((a, b) => order(a) - order(b)).map(({ one }) => one.name);
};

/**
 * Names of packages that a person may have meant by a name that no package has, the likeliest first: those that provide it,
 * those with one letter wrong, those that have it as a word, such as firefox-esr for firefox, those with two letters wrong.
 */
export const nearestNames = (index: PackageIndex, word: string): string[] => {
  const name = word.toLowerCase().slice(0, 64);
  const providers = (index.providers.get(name) ?? []).map((one) => one.name);
  const near = byLetters(index, name, 1);
  const words = searchPackages(index, name, mostNames)
    .packages.map((one) => one.name)
    .filter((one) => one.includes(name));
  const nearly = near.length > 0 || name.length < 5 ? [] : byLetters(index, name, 2);
  return [...new Set([...providers, ...near, ...words, ...nearly])].slice(0, mostNames);
};
