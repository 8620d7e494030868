import { Box, Text } from "ink";
import type { ReactNode } from "react";
import type { ScreenKeys } from "../../keys/keys.ts";
import { theme } from "../../theme.ts";
import { Frame } from "../frame/Frame.tsx";
import type { SidePanes } from "../frame/panes.ts";
import { Line } from "../LineEntry.tsx";
import { useLayout } from "../useLayout.ts";
import { Rows } from "./Rows.tsx";
import type { List } from "./useList.ts";
import type { PickLine } from "./usePick.ts";

interface Props<T> {
  readonly title: string;
  readonly context: string;
  /** The keys as they are now. */
  readonly screen: ScreenKeys;
  readonly line: PickLine;
  /** What the search leaves of the list. */
  readonly list: List<T>;
  /** Stands in the place of the rows where there are none. */
  readonly empty: string;
  readonly row: (item: T, here: boolean) => ReactNode;
  readonly right?: (item: T) => string | undefined;
  /** Panes of this screen alone. */
  readonly panes?: SidePanes;
  readonly children: ReactNode;
}

/** A list to pick from, which is filtered while a person types: a search line with a cursor is always above it. */
export const PickList = <T,>(props: Props<T>) => {
  const { title, context, screen, line, list, empty, row, right, panes, children } = props;
  const { columns } = useLayout(undefined, undefined, panes).body;
  return (
    <Frame {...{ title, context, screen }} {...(panes ? { panes } : {})}>
      <Box height={1} marginBottom={1} flexShrink={0} columnGap={1}>
        <Text {...theme.accent}>/</Text>
        <Line edit={line.edit} width={columns - 3} />
        {line.edit.text === "" ? <Text {...theme.quiet}>type to search</Text> : null}
      </Box>
      {list.items.length === 0 ? (
        <Text {...theme.quiet}>{`  ${empty}`}</Text>
      ) : (
        <Rows list={list} row={row} right={right} />
      )}
      {children}
    </Frame>
  );
};
