import { Box, Text, type TextProps } from "ink";

interface Props extends TextProps {
  readonly width?: number | "auto";
}

/** Text in a row that keeps its columns when there is no room for the whole row. */
export const Cell = ({ width = "auto", ...text }: Props) => (
  <Box width={width} flexShrink={0}>
    <Text {...text} />
  </Box>
);

/** Text that takes what the rest of a row leaves, and is cut there. */
export const Rest = (text: TextProps) => (
  <Box flexGrow={1} flexBasis={0} overflow="hidden">
    <Text wrap="truncate" {...text} />
  </Box>
);
