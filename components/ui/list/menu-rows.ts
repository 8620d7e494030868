import type { Line } from "../../charts/line.ts";
import { type FoundRow, findRows } from "./find-rows.ts";

/** What a search leaves of a menu: the rows in the menu's order, and the place of the best of them. */
interface MenuRows<T> {
  readonly rows: readonly FoundRow<T>[];
  readonly best: number;
}

/**
 * The rows of a menu that have the words of a query in what is drawn of them, each with its marks by the run. Pure.
 * @param lineOf a row as it is drawn
 */
export const menuRows = <T>(items: readonly T[], lineOf: (item: T) => Line, query: string): MenuRows<T> => {
  const found = findRows(items, (item) => lineOf(item).map(({ text }) => text), query.trim());
  const byItem = new Map(found.map((row) => [row.item, row]));
  const rows = items.flatMap((item) => byItem.get(item) ?? []);
  return { rows, best: Math.max(0, rows.indexOf(found[0] as FoundRow<T>)) };
};
