import { Text } from "ink";
import type { Mark } from "../../src/grammar/fuzzy.ts";
import type { Line } from "../charts/line.ts";
import { inkStyle } from "../theme.ts";
import { Marked } from "./Marked.tsx";

interface Props {
  readonly line: Line;
  /** What a search has found, by the run. */
  readonly marks?: readonly (readonly Mark[])[] | undefined;
}

/** A line of runs as Ink draws it, cut where it does not fit. */
export const LineText = ({ line, marks = [] }: Props) => (
  <Text wrap="truncate">
    {line.map((run, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: runs keep no state
      <Text key={index} {...inkStyle(run)}>
        {marks[index]?.length ? <Marked text={run.text} marks={marks[index]} /> : run.text}
      </Text>
    ))}
  </Text>
);
