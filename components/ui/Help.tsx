import { Box, Text } from "ink";
import { bindingsOf, type ScreenName } from "../keys/keys.ts";
import { screenTitles } from "../keys/screen-titles.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { Frame } from "./Frame.tsx";

interface Props {
  readonly about: ScreenName;
  readonly onClose: () => void;
}

/** The keys of a screen, from the same table that handles them. */
export const Help = ({ about, onClose }: Props) => {
  useKeymap("help", onClose);
  const { columns, rows } = useTerminalSize();
  const bindings = bindingsOf(about);
  const height = Math.max(1, rows - 6);
  // Two columns only where one is not enough.
  const width = bindings.length > height ? Math.floor((columns - 2) / 2) : columns - 2;
  return (
    <Frame title="Keys" context={screenTitles[about]} screen="help">
      <Box flexDirection="column" flexWrap="wrap" height={height}>
        {bindings.map(({ keys, label }) => (
          <Box key={label} width={width}>
            <Text wrap="truncate">
              <Text color="cyan">{keys.join(" ").padEnd(20)}</Text> {label}
            </Text>
          </Box>
        ))}
      </Box>
    </Frame>
  );
};
