import { Text } from "ink";
import type { Line } from "../charts/line.ts";
import { inkStyle } from "../theme.ts";

/** A line of runs as Ink draws it, cut where it does not fit. */
export const LineText = ({ line }: { readonly line: Line }) => (
  <Text wrap="truncate">
    {line.map((run, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: runs keep no state
      <Text key={index} {...inkStyle(run)}>
        {run.text}
      </Text>
    ))}
  </Text>
);
