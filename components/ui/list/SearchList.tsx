import { Text } from "ink";
import type { ReactNode } from "react";
import type { ScreenKeys } from "../../keys/keys.ts";
import { theme } from "../../theme.ts";
import { Frame } from "../frame/Frame.tsx";
import type { SidePanes } from "../frame/panes.ts";
import { Rows } from "./Rows.tsx";
import { type Search, SearchLine } from "./SearchLine.tsx";
import type { List } from "./useList.ts";

interface Props<T> {
  readonly title: string;
  readonly context: string;
  /** The keys of the list as they are now. */
  readonly screen: ScreenKeys;
  readonly search: Search;
  /** What the search leaves of the list. */
  readonly list: List<T>;
  readonly head?: string | undefined;
  /** Stands in the place of the rows where there are none. */
  readonly empty: string;
  readonly row: (item: T) => ReactNode;
  readonly right?: (item: T) => string | undefined;
  /** What stands beside this screen alone. */
  readonly panes?: SidePanes | undefined;
  readonly children: ReactNode;
}

/** A menu, whose letters are commands: `/` opens a line above it in which a person writes what to search for. */
export const SearchList = <T,>(props: Props<T>) => {
  const { title, context, screen, search, list, head, empty, row, right, children, panes } = props;
  const change = (text: string) => {
    search.setText(text);
    list.go(0);
  };
  return (
    <Frame title={title} context={context} screen={screen} panes={panes}>
      <SearchLine
        search={search}
        onText={change}
        onBack={() => {
          change("");
          search.close();
        }}
      />
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
