import { Box, Text, useIsScreenReaderEnabled } from "ink";
import { useMemo } from "react";
import { wordMarks } from "../../src/grammar/fuzzy.ts";
import { accept, back, help, leave, moving, search } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import type { Section, SidePanes } from "../ui/frame/panes.ts";
import { menuKeys } from "../ui/list/menu-keys.ts";
import { Rows } from "../ui/list/Rows.tsx";
import { SearchLine, useSearch } from "../ui/list/SearchLine.tsx";
import { useList } from "../ui/list/useList.ts";
import { Marked } from "../ui/Marked.tsx";
import { Paragraph } from "../ui/Paragraph.tsx";
import { useLayout } from "../ui/useLayout.ts";

/** A row of a list: what it says, what stands at its right, what it is about. */
export interface ListingRow<V> {
  readonly text: string;
  readonly right?: string;
  /** A line more, below the list, when the cursor is on it. */
  readonly about?: string;
  /** What Enter goes to; nothing happens without. */
  readonly value?: V;
  /** What stands beside the list, where it has panes, while the cursor is on the row. */
  readonly beside?: () => readonly Section[];
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
  /** What stands beside it. */
  readonly panes?: SidePanes | undefined;
  readonly onBack: () => void;
}

/** Lines about the row under the cursor. */
const aboutRows = 2;

/** A list to look through and to search. */
export const Listing = <V,>(props: Props<V>) => {
  const { title, context, head, rows, empty, screen = listingKeys, onAccept, onTab, onBack } = props;
  const search = useSearch();
  const layout = useLayout({ search: search.rows, head: head ? 1 : 0, about: aboutRows + 1 }, 3, props.panes);
  const shown = useMemo(() => {
    const words = search.text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return rows;
    // Every word has to be in a row.
    return rows.filter(({ text, right }) => {
      const row = `${text} ${right ?? ""}`.toLowerCase();
      return words.every((word) => row.includes(word));
    });
  }, [rows, search.text]);
  const list = useList(shown, layout.list.rows);
  const { here } = list;
  const aloud = useIsScreenReaderEnabled();
  // To know a package's files, each file of the image is looked at.
  const looked = layout.panes !== undefined || aloud;
  const panes = useMemo(
    () => (looked && props.panes && here?.beside ? { right: here.beside() } : props.panes),
    [looked, props.panes, here],
  );
  const keys = menuKeys(screen, search);
  useKeymap(keys, (command) => {
    if (command === "back" && search.text !== "") {
      search.setText("");
      list.go(here ? rows.indexOf(here) : 0);
    } else if (command === "back") onBack();
    else if (command === "search") search.open();
    else if (command === "nextTab" || command === "previousTab") {
      list.go(0);
      onTab?.(command === "nextTab" ? 1 : -1);
    } else if (command === "accept") {
      if (here?.value !== undefined) onAccept(here.value);
    } else list.handle(command);
  });
  const write = (text: string) => {
    search.setText(text);
    list.go(0);
  };
  const clear = () => {
    write("");
    search.close();
  };
  return (
    <Frame title={title} context={context} screen={keys} panes={panes}>
      <SearchLine search={search} onText={write} onBack={clear} />
      {head ? <Text {...theme.quiet} wrap="truncate">{`  ${head}`}</Text> : null}
      {list.items.length === 0 ? (
        <Text {...theme.quiet}>{`  ${rows.length === 0 ? empty : "nothing matches"}`}</Text>
      ) : (
        <Rows
          list={list}
          row={({ text }) => (
            <Text wrap="truncate">
              <Marked text={text} marks={wordMarks(text, search.text)} />
            </Text>
          )}
          right={({ right }) => right}
        />
      )}
      <Box flexGrow={1} />
      <Box width={layout.body.columns} height={aboutRows} flexShrink={0} overflow="hidden">
        <Paragraph text={here?.about ?? ""} />
      </Box>
    </Frame>
  );
};

export const listingKeys: ScreenKeys = {
  title: "A list of an image's files or packages",
  bindings: [accept("go to it"), ...moving, search, back, help, leave],
};
