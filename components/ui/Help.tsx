import { Box, Text } from "ink";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "./frame/Frame.tsx";
import { useLayout } from "./useLayout.ts";

interface Props {
  readonly about: ScreenKeys;
  readonly onClose: () => void;
}

/** The keys of a screen, from the definition that handles them. */
export const Help = ({ about, onClose }: Props) => {
  const { title, bindings } = about;
  useKeymap(helpKeys, onClose);
  const { body, list } = useLayout({ spare: 1 });
  // Two columns only where one is not enough.
  const width = bindings.length > list.rows ? Math.floor(body.columns / 2) : body.columns;
  return (
    <Frame title="Keys" context={title} screen={helpKeys}>
      <Box flexDirection="column" flexWrap="wrap" height={list.rows}>
        {bindings.map(({ keys, label }) => (
          <Box key={label} width={width}>
            <Text wrap="truncate">
              <Text {...theme.accent}>{keys.join(" ").padEnd(20)}</Text> {label}
            </Text>
          </Box>
        ))}
      </Box>
    </Frame>
  );
};

export const helpKeys: ScreenKeys = {
  title: "Help",
  bindings: [{ keys: ["esc", "enter", "?", "q", "ctrl+c"], command: "back", label: "back" }],
};
