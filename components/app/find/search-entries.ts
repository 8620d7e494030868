import { type FoundRow, findRows } from "../../ui/list/find-rows.ts";
import type { Entry } from "./entry.ts";

interface Sources {
  /** What is always there. */
  readonly entries: readonly Entry[];
  /** What the query itself says, such as a setting with a value. */
  readonly written: readonly Entry[];
  readonly packages: readonly Entry[];
  /** Whether the package list is still being read: what is meant may be in it. */
  readonly reading?: boolean;
}

const unmarked = (entries: readonly Entry[]): FoundRow<Entry>[] =>
  entries.map((item) => ({ item, marks: [] }));
const named = ({ title, place = "", names = "" }: Entry) => [title, place, names];
const told = (entry: Entry) => [...named(entry), entry.help];

/** The parts of a title: "keyboard", "de" and "German" of "keyboard: de - German". */
const parts = /(?<=: | - |^)(?:(?! - |: ).)+/g;

/** Whether the words of a query are whole parts of a title, and no beginnings of longer ones. */
const isExact = ({ item: { title }, marks: [ofTitle = []] }: FoundRow<Entry>): boolean =>
  ofTitle.length > 0 &&
  [...title.matchAll(parts)].every(({ index, 0: part }) => {
    const inside = ofTitle.filter(([from, to]) => from < index + part.length && to > index);
    return inside.length === 0 || (inside[0]?.[0] === index && inside.at(-1)?.[1] === index + part.length);
  });

/** So few letters are in hundreds of time zones and keyboard layouts. */
const fewLetters = 2;

/** What a person means exactly comes before what only begins so: "German" before "German (Austria)". */
const exactFirst = (rows: readonly FoundRow<Entry>[]): FoundRow<Entry>[] => {
  const exact = new Set(rows.filter(isExact));
  return [...exact, ...rows.filter((row) => !exact.has(row))];
};

/**
 * What a query finds, the best first: what the query says, what is called so, the package of that name, what is told with
 * these words, of one or two letters also values that only begin so, other packages, values that are not known. Each is there once. Where nothing is found, what has the letters in their order. Pure.
 */
export const searchEntries = (
  { entries, written, packages, reading = false }: Sources,
  query: string,
): readonly FoundRow<Entry>[] => {
  if (query === "") return unmarked(entries);
  const unknown = written.filter((one) => one.unknown);
  const said = written.filter((one) => !one.unknown);
  const isSaid = ({ kind, title, place }: Entry) =>
    said.some((one) => one.kind === kind && one.title === title && one.place === place);
  const called = findRows(
    entries.filter((entry) => !isSaid(entry)),
    named,
    query,
    false,
  ).filter((row) => query.length > fewLetters || row.item.kind !== "value" || isExact(row));
  const known = new Set(called.map(({ item }) => item));
  const others = entries.filter((entry) => !known.has(entry) && !isSaid(entry));
  const name = query.toLowerCase();
  const rows = [
    ...unmarked(said),
    ...exactFirst(called),
    ...unmarked(packages.filter(({ title }) => title === name)),
    ...findRows(others, told, query, false),
    ...unmarked(packages.filter(({ title }) => title !== name)),
    ...unmarked(unknown),
  ];
  return rows.length > 0 || reading ? rows : findRows(entries, named, query);
};
