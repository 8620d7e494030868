import { Box, Text } from "ink";
import { accept, back, help, leave, moving, search } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { searchRows } from "../layout.ts";
import { SearchList, useSearch } from "../ui/list/SearchList.tsx";
import { useList } from "../ui/list/useList.ts";
import { useLayout } from "../ui/useLayout.ts";

/** A row of a list: what it says, what stands at its right, what it is about. */
export interface ListingRow<V> {
  readonly text: string;
  readonly right?: string;
  /** A line more, below the list, when the cursor is on it. */
  readonly about?: string;
  /** What Enter goes to; nothing happens without. */
  readonly value?: V;
}

interface Props<V> {
  readonly title: string;
  readonly context: string;
  readonly head?: string;
  readonly rows: readonly ListingRow<V>[];
  /** What is said where there are no rows. */
  readonly empty: string;
  readonly onAccept: (value: V) => void;
  /** Its keys, where there is another list to go to. */
  readonly screen?: ScreenKeys;
  /** Another list of several: 1 the next one, -1 the one before. */
  readonly onTab?: (direction: 1 | -1) => void;
  readonly onBack: () => void;
}

/** A list to look through and to search. */
export const Listing = <V,>(props: Props<V>) => {
  const { title, context, head, rows, empty, screen = listingKeys, onAccept, onTab, onBack } = props;
  const layout = useLayout({ search: searchRows, head: head ? 1 : 0, about: 3 }, 3);
  const search = useSearch();
  const shown = rows.filter(({ text, right }) => search.matches(`${text} ${right ?? ""}`));
  const list = useList(shown, layout.list.rows);
  const { here } = list;
  useKeymap(screen, (command) => {
    if (command === "back") onBack();
    else if (command === "search") search.open();
    else if (command === "nextTab" || command === "previousTab") {
      list.go(0);
      onTab?.(command === "nextTab" ? 1 : -1);
    } else if (command === "accept") {
      if (here?.value !== undefined) onAccept(here.value);
    } else list.handle(command);
  });
  return (
    <SearchList
      {...{ title, context, screen, search, list, head }}
      empty={rows.length === 0 ? empty : "nothing matches"}
      row={({ text }) => <Text wrap="truncate">{text}</Text>}
      right={({ right }) => right}
    >
      <Box flexGrow={1} />
      <Box width={layout.body.columns} height={1} flexShrink={0}>
        <Text wrap="truncate">{here?.about ?? ""}</Text>
      </Box>
    </SearchList>
  );
};

export const listingKeys: ScreenKeys = {
  title: "A list of an image's files or packages",
  bindings: [accept("go to it"), ...moving, search, back, help, leave],
};
