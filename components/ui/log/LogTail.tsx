import { Box, Text } from "ink";
import { theme } from "../../theme.ts";
import { signs } from "../signs.ts";
import { LogLine } from "./LogLine.tsx";

interface Props {
  readonly title: string;
  readonly lines: readonly string[];
  /** Rows in all, the title's included. */
  readonly height: number;
  readonly width: number;
  /** Whether this one of several is chosen. */
  readonly here?: boolean;
}

/** The last lines of a log, as many as fit. */
export const LogTail = ({ title, lines, height, width, here = false }: Props) => (
  <Box flexDirection="column" height={height} flexShrink={0}>
    <Text {...(here ? theme.accent : theme.quiet)}>
      {`${here ? signs.here : signs.dots} ${title} ${signs.dots.repeat(Math.max(0, width - title.length - 3))}`}
    </Text>
    {lines.slice(1 - height).map((line, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
      <LogLine key={index} text={line} width={width} />
    ))}
  </Box>
);
