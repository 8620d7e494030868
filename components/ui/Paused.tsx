import { Box, Text } from "ink";
import { harmless } from "../../src/system/text.ts";

interface Props {
  readonly machine: string;
  /** What leads into it from another terminal. */
  readonly command: string;
}

/** Tells a person that the build waits for him, and how he gets into the machine: five lines in a small terminal. */
export const Paused = ({ machine, command }: Props) => (
  <Box flexDirection="column" marginTop={1} flexShrink={0}>
    <Text>
      {`Press s to work in the machine ${machine}: install and set up what the image is to have, and leave it with exit. Enter lets the build go on. From another terminal:`}
    </Text>
    <Text dimColor>{harmless(command)}</Text>
  </Box>
);
