import UFuzzy from "@leeoniya/ufuzzy";

/** A part of a text, from a character to the one before another. */
export type Mark = readonly [from: number, to: number];

/** A text that matches a search. */
export interface Match {
  /** Its place among the texts that were searched. */
  readonly index: number;
  /** What of it matches, from left to right. */
  readonly marks: readonly Mark[];
}

/** Letters and digits of every script. */
const unicode = {
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: "\\p{Ll}\\p{Lu}",
  intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
} as const;

/** Letters from the end of a match to the end of the word that it ends in. */
const leftOver = (text: string, ranges: readonly number[] = []): number =>
  /^[\p{L}\d]*/u.exec(text.slice(ranges.at(-1)))?.[0].length ?? 0;

/**
 * First what matches letter by letter, then what begins and ends where words do and has few letters between, then of what
 * has an error that which leaves the least of a word over.
 */
const sort: NonNullable<UFuzzy.Options["sort"]> = (info, texts) => {
  const { idx, chars, intraIns, interIns, terms, interLft2, interLft1, interRgt2, start, ranges } = info;
  const of = (list: readonly number[], at: number) => list[at] ?? 0;
  const score = (at: number) =>
    of(terms, at) + of(interLft2, at) + (of(interLft1, at) + of(interRgt2, at)) / 2 - of(intraIns, at) / 5;
  const left = idx.map((text, at) => leftOver(texts[text] ?? "", ranges[at]));
  return idx
    .map((_, at) => at)
    .sort(
      (a, b) =>
        of(chars, b) - of(chars, a) ||
        score(b) - score(a) ||
        of(left, a) - of(left, b) ||
        of(interIns, a) - of(interIns, b) ||
        Number(of(start, a) > 0) - Number(of(start, b) > 0) ||
        of(idx, a) - of(idx, b),
    );
};

/** One letter of a word may be wrong, missing, too many, or exchanged with the next one; words of two letters are taken as they are. */
const oneError: UFuzzy.Options = {
  ...{ intraMode: 1, intraSlice: [0, Number.POSITIVE_INFINITY], sort },
  ...{ intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 },
};

/** Words may be in another order: so many of them. */
const anyOrder = 4;
/** Further letters are ignored. */
const longestQuery = 100;
/** As many matches are ranked; of more, whoever searches has to write more. */
const mostRanked = 10_000;

/** What is looked for one after the other, until something is found: words with an error, then letters of words in their order. */
const searches = [
  new UFuzzy({ ...unicode, ...oneError }),
  new UFuzzy({ ...unicode, intraIns: Number.POSITIVE_INFINITY, sort }),
];

const pairs = (ranges: readonly number[]): Mark[] => {
  const marks: Mark[] = [];
  for (let at = 0; at + 1 < ranges.length; at += 2)
    marks.push([ranges[at] as number, ranges[at + 1] as number]);
  return marks;
};

/** For what has neither letters nor digits. */
const literally = (texts: readonly string[], query: string): Match[] =>
  texts.flatMap((text, index) => {
    const from = text.indexOf(query);
    return from < 0 ? [] : [{ index, marks: [[from, from + query.length] as const] }];
  });

/**
 * The texts that have the words of a query, the best first: in any order, in upper or lower case, whole or begun, with an
 * error in a word. Where no text has them, those that have the letters of each word in their order. Pure.
 * @param letters whether those are looked for
 */
export const fuzzyMatches = (texts: readonly string[], query: string, letters = true): readonly Match[] => {
  const wanted = query.trim().slice(0, longestQuery);
  for (const search of letters ? searches : searches.slice(0, 1)) {
    const [found, info, order] = search.search(texts as string[], wanted, anyOrder, mostRanked);
    if (!found) return literally(texts, wanted);
    if (found.length > 0)
      return (order ?? []).map((at) => ({
        index: info?.idx[at] as number,
        marks: pairs(info?.ranges[at] ?? []),
      }));
  }
  return [];
};

/**
 * Where the words of a query are in a text, in upper or lower case; of two words at the same place the first one. Pure.
 * For texts that were found by their words.
 */
export const wordMarks = (text: string, query: string): readonly Mark[] => {
  const lower = text.toLowerCase();
  const found = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, longestQuery);
  const marks = found.flatMap((word): Mark[] => {
    const from = lower.indexOf(word);
    return from < 0 ? [] : [[from, from + word.length]];
  });
  marks.sort(([a], [b]) => a - b);
  return marks.filter(([from], at) => marks.slice(0, at).every(([, to]) => to <= from));
};
