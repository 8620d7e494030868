import { Box } from "ink";
import type { ReactNode } from "react";
import { useRegion } from "../../terminal/regions.ts";
import { theme } from "../../theme.ts";
import { Cell } from "../Cell.tsx";
import { signs } from "../signs.ts";
import { moreAt } from "./more-at.ts";
import type { List } from "./useList.ts";

interface Props<T> {
  readonly list: Pick<List<T>, "items" | "window" | "height" | "region">;
  /** Draws one row, as a line of text that may be cut. */
  readonly row: (item: T, here: boolean) => ReactNode;
  /** What stands at the right of a row, and is not cut. */
  readonly right?: ((item: T) => string | undefined) | undefined;
}

/** The part of a list that fits, with a sign where the cursor is and one where there is more. */
export const Rows = <T,>({ list: { items, window, height, region }, row, right }: Props<T>) => {
  const ref = useRegion(region);
  const { cursor, top } = window;
  return (
    <Box ref={ref} flexDirection="column" height={Math.min(height, Math.max(1, items.length))} flexShrink={0}>
      {items.slice(top, top + height).map((item, index) => {
        const here = top + index === cursor;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows keep no state
          <Box key={index} columnGap={1}>
            <Cell width={1} {...(here ? theme.here : {})}>
              {here ? signs.here : " "}
            </Cell>
            <Box flexGrow={1} overflow="hidden">
              {row(item, here)}
            </Box>
            {right ? <Cell>{right(item) ?? ""}</Cell> : null}
            <Cell width={1} {...theme.quiet}>
              {moreAt(index, top, height, items.length)}
            </Cell>
          </Box>
        );
      })}
    </Box>
  );
};
