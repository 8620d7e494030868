import { type IndexedPackage, plainSection } from "./package.ts";
import type { PackageIndex } from "./package-index.ts";
import { lettersOf, searchBytes } from "./search-text.ts";

/** The result of a search: how many packages match, and the best of them. */
export interface SearchResult {
  readonly total: number;
  readonly packages: readonly IndexedPackage[];
}

/** Further words, and further letters of a word, are ignored. */
const mostWords = 6;
const longestWord = 64;

/** How well a word matches a package. Less is better. */
const rank = { exact: 0, prefix: 1, wordStart: 2, inName: 3, inDescription: 4, none: -1 } as const;
const worst = rank.inDescription;

/** Letters and digits of Latin-1 in lower case, and the byte for all other letters. */
const isOfWord = Uint8Array.from({ length: 256 }, (_, code) =>
  code === 0 || code >= 0xc0 || /[a-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);

const isAt = (bytes: Uint8Array, at: number, word: Uint8Array): boolean => {
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return false;
  return true;
};

/** How well a word matches the package that begins at `begin`; the word is nowhere before `from`. */
const rankOf = (
  bytes: Uint8Array,
  begin: number,
  nameEnd: number,
  end: number,
  word: Uint8Array,
  from: number,
): number => {
  const { length } = word;
  const first = word[0];
  let inName = false;
  for (let at = from; at + length <= nameEnd; at += 1) {
    if (bytes[at] !== first || !isAt(bytes, at, word)) continue;
    if (at === begin) return nameEnd - begin === length ? rank.exact : rank.prefix;
    if (isOfWord[bytes[at - 1] as number] === 0) return rank.wordStart;
    inName = true;
  }
  if (inName) return rank.inName;
  // Nearly every description has a word that begins with a given letter.
  if (length === 1) return rank.none;
  for (let at = Math.max(nameEnd + 1, from); at + length < end; at += 1) {
    if (bytes[at] !== first || isOfWord[bytes[at - 1] as number] === 1) continue;
    if (isAt(bytes, at, word)) return rank.inDescription;
  }
  return rank.none;
};

/** `section:net` means that section. If there is none of that name, all sections that begin with it. */
const sectionsMeant = (index: PackageIndex, wanted: string): ReadonlySet<string> => {
  const all = [...index.sections.keys()];
  const exact = all.filter((section) => plainSection(section) === wanted || section === wanted);
  return new Set(
    exact.length > 0 ? exact : all.filter((section) => plainSection(section).startsWith(wanted)),
  );
};

/**
 * Packages that have each word of the query in their name, or at the start of a word of their description, ignoring case; one letter
 * is looked for in names alone. The
 * best matches come first: exact name, start of the name, start of a word of the name, within the name, description. Equal
 * matches are sorted: programs before libraries, short names before long names. A word `section:net` selects that section.
 * Without other words, all packages are found, sorted by name.
 * @param limit the maximum number of packages; `total` counts all matches
 */
export const searchPackages = (index: PackageIndex, query: string, limit: number): SearchResult => {
  const all = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords);
  const filters = all.flatMap((word) => /^section:(.+)$/.exec(word)?.[1] ?? []);
  const words = all
    .filter((word) => !word.startsWith("section:"))
    .map((word) => searchBytes(word.slice(0, longestWord)))
    // The longest word matches the fewest packages.
    .sort((a, b) => b.length - a.length);
  const sections = filters.map((wanted) => sectionsMeant(index, wanted));
  const isInSections = ({ section }: IndexedPackage) => sections.every((meant) => meant.has(section));
  if (words.length === 0) {
    const found = filters.length > 0 ? index.alphabetical.filter(isInSections) : index.alphabetical;
    return { total: found.length, packages: found.slice(0, limit) };
  }

  const { bytes, packages, begins, nameEnds, letters } = index.searchText;
  // A letter is looked for in names alone, and what letters they have is known.
  const lone = lettersOf(words.map((word) => (word.length === 1 ? word.toString("latin1") : "")).join(""));
  const buckets: IndexedPackage[][] = Array.from({ length: words.length * worst + 1 }, () => []);
  let total = 0;
  const [longest] = words as [Buffer, ...Buffer[]];
  for (let at = 0; at < packages.length; at += 1) {
    let from = begins[at] as number;
    if (longest.length > 1) {
      // Skips to the next package that has the word. Nearly every package has a single letter.
      const hit = bytes.indexOf(longest, begins[at]);
      if (hit < 0) break;
      while ((begins[at + 1] as number) <= hit) at += 1;
      from = hit;
    }
    if ((lone & ~(letters[at] as number)) !== 0) continue;
    const begin = begins[at] as number;
    const end = begins[at + 1] as number;
    let sum = 0;
    for (const word of words) {
      const one = rankOf(bytes, begin, nameEnds[at] as number, end, word, word === longest ? from : begin);
      sum = one === rank.none ? rank.none : sum + one;
      if (sum === rank.none) break;
    }
    if (sum === rank.none) continue;
    const candidate = packages[at] as IndexedPackage;
    if (sections.length > 0 && !isInSections(candidate)) continue;
    total += 1;
    const bucket = buckets[sum] as IndexedPackage[];
    if (bucket.length < limit) bucket.push(candidate);
  }
  return { total, packages: buckets.flat().slice(0, limit) };
};
