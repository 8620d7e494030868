import { Box, Text } from "ink";
import { type ReactNode, useState } from "react";
import { searchKeys } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { theme } from "../../theme.ts";
import { Frame } from "../frame/Frame.tsx";
import { LineEntry } from "../LineEntry.tsx";
import { Rows } from "./Rows.tsx";
import type { List } from "./useList.ts";

/** What a list is searched for: every word has to be in a row, in upper or lower case. */
export const useSearch = () => {
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return {
    text,
    setText,
    isOpen,
    open: () => setOpen(true),
    close: () => setOpen(false),
    matches: (row: string) => words.every((word) => row.toLowerCase().includes(word)),
  };
};

interface Props<T> {
  readonly title: string;
  readonly context: string;
  /** The keys of the list; while the line to search in is open, the keys are those of a search. */
  readonly screen: ScreenKeys;
  readonly search: ReturnType<typeof useSearch>;
  /** What the search leaves of the list. */
  readonly list: List<T>;
  readonly head?: string | undefined;
  /** Stands in the place of the rows where there are none. */
  readonly empty: string;
  readonly row: (item: T) => ReactNode;
  readonly right?: (item: T) => string | undefined;
  readonly children: ReactNode;
}

/** A screen with a list, and a line above the list in which a person writes what to search for. */
export const SearchList = <T,>(props: Props<T>) => {
  const { title, context, screen, search, list, head, empty, row, right, children } = props;
  const change = (text: string) => {
    search.setText(text);
    list.go(0);
  };
  return (
    <Frame title={title} context={context} screen={search.isOpen ? searchKeys : screen}>
      <Box height={1} marginBottom={1} flexShrink={0}>
        {search.isOpen ? (
          <LineEntry
            sign="/"
            start={search.text}
            onText={change}
            onTake={search.close}
            onBack={() => {
              change("");
              search.close();
            }}
          />
        ) : (
          <>
            <Text {...theme.idle}>/ </Text>
            <Text {...theme.quiet}>{search.text}</Text>
          </>
        )}
      </Box>
      {head ? <Text {...theme.quiet} wrap="truncate">{`  ${head}`}</Text> : null}
      {list.items.length === 0 ? (
        <Text {...theme.quiet}>{`  ${empty}`}</Text>
      ) : (
        <Rows list={list} row={row} right={right} />
      )}
      {children}
    </Frame>
  );
};
