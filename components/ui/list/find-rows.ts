import { fuzzyMatches, type Mark } from "../../../src/grammar/fuzzy.ts";

/** A row of a list, with what a search found in each of its fields. */
export interface FoundRow<T> {
  readonly item: T;
  /** By the number of the field; in a field without any, there are none. */
  readonly marks: readonly (readonly Mark[])[];
}

/** The parts of marks that lie in a field which begins at `begin`. */
const marksIn = (marks: readonly Mark[], begin: number, length: number): Mark[] =>
  marks
    .map(([from, to]): Mark => [Math.max(0, from - begin), Math.min(length, to - begin)])
    .filter(([from, to]) => from < to);

/**
 * The rows that a search leaves, the best first; all of them as they are where nothing is searched for. Pure.
 * @param fieldsOf what stands in the columns of a row
 * @param letters whether rows that have only the letters in their order are found where no other is
 */
export const findRows = <T>(
  items: readonly T[],
  fieldsOf: (item: T) => readonly string[],
  query: string,
  letters = true,
): readonly FoundRow<T>[] => {
  if (query === "") return items.map((item) => ({ item, marks: [] }));
  const fields = items.map(fieldsOf);
  const texts = fields.map((columns) => columns.join(" "));
  return fuzzyMatches(texts, query, letters).map(({ index, marks }) => {
    let begin = 0;
    return {
      item: items[index] as T,
      marks: (fields[index] ?? []).map((field) => {
        const own = marksIn(marks, begin, field.length);
        begin += field.length + 1;
        return own;
      }),
    };
  });
};
