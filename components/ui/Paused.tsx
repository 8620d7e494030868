import { Box, Text } from "ink";
import { harmless } from "../../src/system/text.ts";

interface Props {
  readonly machine: string;
  /** What leads into it from another terminal. */
  readonly command: string;
}

/** Tells a person that the build waits for him, and how he gets into the machine. */
export const Paused = ({ machine, command }: Props) => (
  <Box flexDirection="column" marginTop={1}>
    <Text bold>{`The machine ${machine} is yours.`}</Text>
    <Text>
      Press s to work in it: install and set up what the image is to have, and leave it with exit. What you do
      stays in the machine. Then let the build go on.
    </Text>
    <Box marginTop={1} columnGap={2}>
      <Text dimColor>from another terminal</Text>
      <Text>{harmless(command)}</Text>
    </Box>
  </Box>
);
