import { Text } from "ink";
import { theme } from "../theme.ts";
import { signs } from "./signs.ts";

/** A bar of `width` columns; `fraction` from 0 to 1. */
export const ProgressBar = ({ fraction, width }: { readonly fraction: number; readonly width: number }) => {
  const full = Math.round(Math.min(Math.max(fraction, 0), 1) * width);
  return (
    <Text>
      <Text {...theme.bar}>{signs.full.repeat(full)}</Text>
      <Text {...theme.track}>{signs.empty.repeat(width - full)}</Text>
    </Text>
  );
};
