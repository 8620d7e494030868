import { Box, Text } from "ink";
import { sanitize } from "../../src/system/text.ts";
import { theme } from "../theme.ts";

interface Props {
  readonly machine: string;
  /** What leads into it from another terminal. */
  readonly command: string;
}

/** An empty row, left out where there is no room for it. */
const Gap = () => <Box height={1} flexShrink={1} />;

/** Tells a person that the build waits for them, and how they get into the machine. */
export const Paused = ({ machine, command }: Props) => (
  <Box flexDirection="column" flexGrow={1} overflow="hidden">
    <Gap />
    <Box flexDirection="column" flexShrink={0}>
      <Text {...theme.emphasis}>{`The machine ${machine} is yours.`}</Text>
      <Text>Press s to open a shell in it; exit returns here. What you install is kept.</Text>
    </Box>
    <Gap />
    <Box flexDirection="column" flexShrink={0}>
      <Text {...theme.quiet}>Or work in it from another terminal:</Text>
      <Text>{sanitize(command)}</Text>
    </Box>
  </Box>
);
