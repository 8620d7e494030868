import type { Line } from "../../charts/line.ts";
import type { FoundRow } from "../../ui/list/find-rows.ts";
import { menuRows } from "../../ui/list/menu-rows.ts";
import type { Entry, Row } from "./rows.ts";

/**
 * What a search leaves of the first screen: entries with their marks, below the headings of their parts; all rows where
 * nothing is searched for. Pure.
 * @returns also the entry that matches best
 */
export const searchRows = (
  rows: readonly Row[],
  lineOf: (row: Row) => Line,
  query: string,
): { readonly rows: readonly FoundRow<Row>[]; readonly best: Entry | undefined } => {
  const entries = rows.filter((row): row is Entry => row.kind !== "heading");
  const found = menuRows(entries, lineOf, query);
  const byRow = new Map<Row, FoundRow<Row>>(found.rows.map((one) => [one.item, one]));
  const kept = rows.flatMap((row) =>
    row.kind === "heading" ? { item: row, marks: [] } : (byRow.get(row) ?? []),
  );
  const leads = (at: number) => (kept[at + 1]?.item.kind ?? "heading") !== "heading";
  return {
    rows: kept.filter(({ item }, at) => item.kind !== "heading" || leads(at)),
    best: found.rows[found.best]?.item,
  };
};
