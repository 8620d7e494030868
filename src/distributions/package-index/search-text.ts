import { setImmediate } from "node:timers/promises";
import { type IndexedPackage, plainSection } from "./package.ts";

/**
 * All names and descriptions as one text in lower case, `name\ndescription\n` for each package, in Latin-1, one byte for each
 * letter. To search these 5 MB takes as long as to search a tenth of 60,000 short strings.
 */
export interface SearchText {
  readonly bytes: Buffer;
  /** The packages in the order of the text. Results that match equally well are shown in this order. */
  readonly packages: readonly IndexedPackage[];
  /** Where each package begins in the text. The last element is the length of the text. */
  readonly begins: Uint32Array;
  /** Where each package's name ends. */
  readonly nameEnds: Uint32Array;
  /** The letters of each package's name, by `lettersOf`. */
  readonly letters: Uint32Array;
}

/** Which letters a text in lower case has, a bit for each; one bit for all digits. Of a text that another one resembles, few are missing. */
export const lettersOf = (text: string): number => {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) letters |= 1 << (code - 97);
    else if (code >= 48 && code <= 57) letters |= 1 << 26;
  }
  return letters;
};

/** Encodes a text like the search text. All letters outside Latin-1 become the same byte, to save half of the space. */
export const searchBytes = (text: string): Buffer =>
  Buffer.from(text.toLowerCase().replace(/[^\x00-\xff]/g, "\x00"), "latin1");

/** Sections that people seldom search for. They come last. */
const background = new Set(
  (
    "libs libdevel oldlibs debug doc introspection localization rust golang haskell ocaml perl python ruby " +
    "javascript java lisp gnu-r php cli-mono"
  ).split(" "),
);

/** Programs before libraries, then short names before long names, then by name. Uses buckets, as a sort takes 0.1 s. */
const ranked = (alphabetical: readonly IndexedPackage[]): IndexedPackage[] => {
  const buckets: IndexedPackage[][] = [];
  for (const found of alphabetical) {
    const bucket = found.name.length + (background.has(plainSection(found.section)) ? 1000 : 0);
    const there = buckets[bucket];
    if (there) there.push(found);
    else buckets[bucket] = [found];
  }
  return buckets.flat();
};

/** As many packages are taken at once, in a few milliseconds: keys and frames are handled in between. */
const packagesAtOnce = 4000;

export const searchTextOf = async (alphabetical: readonly IndexedPackage[]): Promise<SearchText> => {
  const packages = ranked(alphabetical);
  const begins = new Uint32Array(packages.length + 1);
  const nameEnds = new Uint32Array(packages.length);
  const letters = new Uint32Array(packages.length);
  const parts: Buffer[] = [];
  for (let first = 0; first < packages.length; first += packagesAtOnce) {
    await setImmediate();
    const lines = packages.slice(first, first + packagesAtOnce).map(({ name, description }, offset) => {
      const index = first + offset;
      // Some letters become two in lower case, so this counts the result.
      const line = `${name}\n${description.toLowerCase()}\n`;
      const begin = begins[index] as number;
      nameEnds[index] = begin + name.length;
      letters[index] = lettersOf(name);
      begins[index + 1] = begin + line.length;
      return line;
    });
    parts.push(searchBytes(lines.join("")));
  }
  return { bytes: Buffer.concat(parts), packages, begins, nameEnds, letters };
};
