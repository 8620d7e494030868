import { Text } from "ink";
import { signs } from "./signs.ts";

/** A bar of `width` columns; `fraction` from 0 to 1. */
export const ProgressBar = ({ fraction, width }: { readonly fraction: number; readonly width: number }) => {
  const full = Math.round(Math.min(Math.max(fraction, 0), 1) * width);
  return (
    <Text>
      <Text color="cyan">{signs.full.repeat(full)}</Text>
      <Text dimColor>{signs.empty.repeat(width - full)}</Text>
    </Text>
  );
};
