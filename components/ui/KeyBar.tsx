import { Box, Text } from "ink";
import type { ScreenKeys } from "../keys/keys.ts";
import { theme } from "../theme.ts";
import { useLayout } from "./useLayout.ts";

const gap = 3;

/** The keys that work here, from its definition: the first key of each binding, as many as fit, help always. */
export const KeyBar = ({ screen }: { readonly screen: ScreenKeys }) => {
  const { columns } = useLayout().keys;
  const loud = screen.bindings.filter(({ quiet }) => !quiet);
  const widthOf = ({ keys, label }: (typeof loud)[number]) => (keys[0]?.length ?? 0) + 1 + label.length + gap;
  const last = loud.filter(({ command }) => command === "help" || command === "quit");
  let room = columns + gap - last.reduce((sum, binding) => sum + widthOf(binding), 0);
  const shown = loud.filter((binding) => {
    if (last.includes(binding)) return true;
    room -= widthOf(binding);
    return room >= 0;
  });
  return (
    <Box paddingX={1} columnGap={gap} flexShrink={0}>
      {shown.map(({ keys, label }) => (
        <Text key={label} wrap="truncate">
          <Text {...theme.accent}>{keys[0]}</Text> {label}
        </Text>
      ))}
    </Box>
  );
};
