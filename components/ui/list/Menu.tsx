import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import type { Command, ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { theme } from "../../theme.ts";
import { signs } from "../signs.ts";
import { useList } from "./useList.ts";

interface Props<V> {
  readonly screen: ScreenKeys;
  readonly items: readonly { readonly label: string; readonly value: V }[];
  readonly height: number;
  readonly onSelect: (value: V) => void;
  /** Gets "back" and "quit". */
  readonly onCommand: (command: Command) => void;
}

/** A menu with the keys of a list. SelectInput draws the menu; its own keys are off. */
export const Menu = <V,>({ screen, items, height, onSelect, onCommand }: Props<V>) => {
  const list = useList(items, height);
  const { cursor, top } = list.window;
  useKeymap(screen, (command) => {
    if (command === "accept" && list.here) onSelect(list.here.value);
    else if (["back", "quit"].includes(command)) onCommand(command);
    else list.handle(command);
  });
  return (
    <Box>
      <Box flexGrow={1}>
        <SelectInput
          key={cursor}
          items={items.slice(top, top + height).map((item, index) => ({ ...item, key: String(index) }))}
          isFocused={false}
          initialIndex={cursor - top}
        />
      </Box>
      <Box width={1} flexShrink={0} flexDirection="column" justifyContent="space-between">
        <Text {...theme.quiet}>{top > 0 ? signs.up : " "}</Text>
        <Text {...theme.quiet}>{top + height < items.length ? signs.down : " "}</Text>
      </Box>
    </Box>
  );
};
