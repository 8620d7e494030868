import { Box } from "ink";
import type { ReactNode } from "react";
import { theme } from "../../theme.ts";
import { Cell } from "../Cell.tsx";
import { signs } from "../signs.ts";
import type { List } from "./useList.ts";

interface Props<T> {
  readonly list: List<T>;
  /** Draws one row, as a line of text that may be cut. */
  readonly row: (item: T, here: boolean) => ReactNode;
  /** What stands at the right of a row, and is not cut. */
  readonly right?: ((item: T) => string | undefined) | undefined;
}

/** The part of a list that fits, with a sign where the cursor is and one where there is more. */
export const Rows = <T,>({ list: { items, window, height }, row, right }: Props<T>) => {
  const { cursor, top } = window;
  return (
    <Box flexDirection="column" height={Math.min(height, Math.max(1, items.length))} flexShrink={0}>
      {items.slice(top, top + height).map((item, index) => {
        const here = top + index === cursor;
        const more =
          index === 0 && top > 0
            ? signs.up
            : index === height - 1 && top + height < items.length
              ? signs.down
              : " ";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows keep no state
          <Box key={index} columnGap={1}>
            <Cell width={1} {...theme.accent}>
              {here ? signs.here : " "}
            </Cell>
            <Box flexGrow={1} overflow="hidden">
              {row(item, here)}
            </Box>
            {right ? <Cell>{right(item) ?? ""}</Cell> : null}
            <Cell width={1} {...theme.quiet}>
              {more}
            </Cell>
          </Box>
        );
      })}
    </Box>
  );
};
