import { Box, Text } from "ink";
import { keyTable, type ScreenName } from "../keys.ts";

/** The keys that work here, from the key table; the first key of each binding. */
export const KeyBar = ({ screen }: { readonly screen: ScreenName }) => (
  <Box paddingX={1} columnGap={3} flexShrink={0}>
    {keyTable[screen].map(({ keys, label }) => (
      <Text key={label} wrap="truncate">
        <Text color="cyan">{keys[0]}</Text> {label}
      </Text>
    ))}
  </Box>
);
