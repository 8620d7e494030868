import { Box, Text } from "ink";
import { harmless } from "../../src/system/text.ts";
import { signs } from "../signs.ts";

interface Props {
  readonly title: string;
  readonly lines: readonly string[];
  /** Rows in all, the title's included. */
  readonly height: number;
  readonly width: number;
}

/** The last lines of a log, as many as fit. */
export const LogTail = ({ title, lines, height, width }: Props) => (
  <Box flexDirection="column" height={height} flexShrink={0}>
    <Text
      dimColor
    >{`${signs.dots} ${title} ${signs.dots.repeat(Math.max(0, width - title.length - 3))}`}</Text>
    {lines.slice(-(height - 1)).map((line, index) => (
      // The position is what a row of a tail is.
      // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
      <Text key={index} wrap="truncate">
        {harmless(line) || " "}
      </Text>
    ))}
  </Box>
);
