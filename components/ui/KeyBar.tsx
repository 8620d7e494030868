import { Box, Text } from "ink";
import { bindingsOf, type ScreenName } from "../keys/keys.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";

const gap = 3;

/** The keys that work here, from the key table: the first key of each binding, as many as fit, help always. */
export const KeyBar = ({ screen }: { readonly screen: ScreenName }) => {
  const { columns } = useTerminalSize();
  const loud = bindingsOf(screen).filter(({ quiet }) => !quiet);
  const widthOf = ({ keys, label }: (typeof loud)[number]) => (keys[0]?.length ?? 0) + 1 + label.length + gap;
  const last = loud.filter(({ command }) => command === "help" || command === "quit");
  let room = columns - 2 + gap - last.reduce((sum, binding) => sum + widthOf(binding), 0);
  const shown = loud.filter((binding) => {
    if (last.includes(binding)) return true;
    room -= widthOf(binding);
    return room >= 0;
  });
  return (
    <Box paddingX={1} columnGap={gap} flexShrink={0}>
      {shown.map(({ keys, label }) => (
        <Text key={label} wrap="truncate">
          <Text color="cyan">{keys[0]}</Text> {label}
        </Text>
      ))}
    </Box>
  );
};
