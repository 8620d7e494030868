import { distance } from "../../grammar/distance.ts";
import type { IndexedPackage } from "./package.ts";
import type { PackageIndex } from "./package-index.ts";
import { type SearchResult, searchPackages } from "./search.ts";
import { lettersOf, searchBytes } from "./search-text.ts";

/** With fewer packages that have the words, those that resemble them are shown as well. */
const few = 8;
/** Words with more letters may have any error, shorter ones two letters exchanged; the shortest have none. */
const anyErrorFrom = 5;
const exchangedFrom = 3;
/** As many bits as a number has for a word's letters. */
const longestWord = 30;
/** As many are sorted; whoever searches has to write more. */
const mostSimilar = 2000;

const countOf = (bits: number): number => {
  let left = bits;
  let count = 0;
  for (; left !== 0; count += 1) left &= left - 1;
  return count;
};

/** A word as an automaton reads it: for each letter the places in the word that have it, a bit for each. */
const placesOf = (word: Uint8Array): Uint32Array => {
  const places = new Uint32Array(256);
  word.forEach((letter, at) => {
    places[letter] = (places[letter] as number) | (1 << at);
  });
  return places;
};

/**
 * Whether a part of the bytes is the word with at most one error: a letter wrong, missing or too many, or two exchanged. All
 * ways to match are tried at once, a bit for each place of the word (Wu and Manber, Fast Text Searching, 1992).
 */
const resembles = (
  bytes: Uint8Array,
  begin: number,
  end: number,
  places: Uint32Array,
  length: number,
): boolean => {
  const whole = 1 << (length - 1);
  const anyError = length >= anyErrorFrom;
  let right = 0;
  let wrong = anyError ? 1 : 0;
  let exchanged = 0;
  for (let at = begin; at < end; at += 1) {
    const here = places[bytes[at] as number] as number;
    const next = (right << 1) | 1;
    const rightNow = next & here;
    wrong = ((wrong << 1) & here) | ((exchanged & here) << 1);
    if (anyError) wrong |= right | next | (rightNow << 1) | 1;
    exchanged = next & (here >>> 1);
    right = rightNow;
    if (((right | wrong) & whole) !== 0) return true;
  }
  return false;
};

/** Packages whose names resemble each word of a query, the most alike first. */
const similarPackages = (index: PackageIndex, query: string): IndexedPackage[] => {
  const { packages, letters, bytes, begins, nameEnds } = index.searchText;
  const words = query.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  if (!words.some((word) => word.length >= exchangedFrom)) return [];
  const wanted = words.map((word) => {
    const read = searchBytes(word.slice(0, longestWord));
    const spare = read.length >= anyErrorFrom ? 1 : 0;
    return { letters: lettersOf(word), spare, places: placesOf(read), length: read.length };
  });
  const found: IndexedPackage[] = [];
  for (let at = 0; at < packages.length && found.length < mostSimilar; at += 1) {
    const has = letters[at] as number;
    const end = nameEnds[at] as number;
    const all = wanted.every(
      (word) =>
        countOf(word.letters & ~has) <= word.spare &&
        resembles(bytes, begins[at] as number, end, word.places, word.length),
    );
    if (all) found.push(packages[at] as IndexedPackage);
  }
  const written = words.join("-");
  return found
    .map((one) => ({ one, errors: distance(written, one.name) }))
    .sort((a, b) => a.errors - b.errors)
    .map(({ one }) => one);
};

/**
 * Packages that have the words of a query, as `searchPackages` finds them; where there are few, those with similar names
 * follow: a word may have an error.
 */
export const findPackages = (index: PackageIndex, query: string, limit: number): SearchResult => {
  const exact = searchPackages(index, query, limit);
  if (exact.total >= few || query.includes("section:")) return exact;
  const known = new Set(exact.packages);
  const similar = similarPackages(index, query).filter((one) => !known.has(one));
  return {
    total: exact.total + similar.length,
    packages: [...exact.packages, ...similar].slice(0, limit),
  };
};
