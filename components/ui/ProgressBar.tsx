import { Box, Text } from "ink";
import { theme } from "../theme.ts";
import { signs } from "./signs.ts";

interface Props {
  /** From 0 to 1. */
  readonly fraction: number;
  readonly width: number;
}

export const ProgressBar = ({ fraction, width }: Props) => {
  const full = Math.round(Math.min(Math.max(fraction, 0), 1) * width);
  return (
    <Text>
      <Text {...theme.accent}>{signs.full.repeat(full)}</Text>
      <Text {...theme.quiet}>{signs.empty.repeat(width - full)}</Text>
    </Text>
  );
};

/** A bar, and how far it is in percent. */
export const PercentBar = ({ fraction, width }: Props) => (
  <Box columnGap={1} flexShrink={0}>
    <ProgressBar fraction={fraction} width={width} />
    <Text>{`${Math.round(fraction * 100)} %`.padStart(5)}</Text>
  </Box>
);
