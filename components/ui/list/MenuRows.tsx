import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import type { Line } from "../../charts/line.ts";
import { useRegion } from "../../terminal/regions.ts";
import { theme } from "../../theme.ts";
import { Cell } from "../Cell.tsx";
import { LineText } from "../LineText.tsx";
import { signs } from "../signs.ts";
import type { FoundRow } from "./find-rows.ts";
import { moreAt } from "./more-at.ts";
import { SearchLine } from "./SearchLine.tsx";
import type { Menu } from "./useMenu.ts";

interface Props<T> {
  readonly menu: Menu<T>;
  readonly lineOf: (item: T) => Line;
}

interface Item {
  readonly label: string;
  readonly value: number;
  readonly line: Line;
  readonly marks: FoundRow<unknown>["marks"];
  readonly more: string;
}

const Indicator = ({ isSelected = false }) => (
  <Box marginRight={1} flexShrink={0}>
    <Cell width={1} {...(isSelected ? theme.here : {})}>
      {isSelected ? signs.here : " "}
    </Cell>
  </Box>
);

/** SelectInput gives all of an item to what draws it, which its types do not say. */
const MenuItem = (given: { readonly isSelected?: boolean; readonly label: string }) => {
  const { line, marks, more } = given as unknown as Item;
  return (
    <Box flexGrow={1} flexBasis={0} columnGap={1}>
      <Box flexGrow={1} flexBasis={0} overflow="hidden">
        <LineText line={line} marks={marks} />
      </Box>
      <Cell width={1} {...theme.quiet}>
        {more}
      </Cell>
    </Box>
  );
};

/** The rows of a menu; above them the line to search in, while there is one. SelectInput draws them; its own keys are off. */
export const MenuRows = <T,>({ menu: { search, list, write, clear }, lineOf }: Props<T>) => {
  const { items, window, height, region } = list;
  const ref = useRegion(region);
  const shown = items.slice(window.top, window.top + height);
  return (
    <>
      <SearchLine search={search} onText={write} onBack={clear} />
      {items.length === 0 ? (
        <Text {...theme.quiet}>{"  nothing matches"}</Text>
      ) : (
        <Box ref={ref} flexDirection="column" height={shown.length} flexShrink={0}>
          <SelectInput
            // It takes the row that the cursor is on only when it begins.
            key={`${window.cursor} ${window.top} ${items.length}`}
            items={shown.map(
              ({ item, marks }, index): Item => ({
                ...{ label: "", value: index, line: lineOf(item), marks },
                more: moreAt(index, window.top, height, items.length),
              }),
            )}
            indicatorComponent={Indicator}
            itemComponent={MenuItem}
            isFocused={false}
            initialIndex={window.cursor - window.top}
          />
        </Box>
      )}
    </>
  );
};
