import type { StageView } from "../../src/pipeline/fold.ts";
import { type Line, run } from "../charts/line.ts";
import { menuRows } from "../ui/list/menu-rows.ts";
import { type Search, useSearch } from "../ui/list/SearchLine.tsx";

/** A search in the stages of a build. */
interface StageSearch {
  readonly search: Search;
  /** What the search leaves. */
  readonly stages: readonly StageView[];
  readonly write: (text: string) => void;
  /** Shows all stages again. */
  readonly clear: () => void;
}

const lineOf = ({ name, detail = "" }: StageView): Line => [run(name), run(detail)];

/** @param onFound gets the stage that fits best, each time something is searched for */
export const useStageSearch = (
  all: readonly StageView[],
  onFound: (stage: StageView) => void,
): StageSearch => {
  const search = useSearch();
  const find = (text: string) => menuRows(all, lineOf, text);
  const write = (text: string) => {
    search.setText(text);
    const { rows, best } = find(text);
    const found = rows[best];
    if (found && text.trim() !== "") onFound(found.item);
  };
  return {
    ...{ search, write },
    stages: find(search.text).rows.map(({ item }) => item),
    clear: () => {
      write("");
      search.close();
    },
  };
};
