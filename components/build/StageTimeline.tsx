import { Box } from "ink";
import type { BuildView, StageView } from "../../src/pipeline/fold.ts";
import { scheduleOf } from "../../src/pipeline/remaining.ts";
import { glyphs } from "../charts/glyphs.ts";
import { run } from "../charts/line.ts";
import { timeAxis, timelineRow } from "../charts/timeline.ts";
import { minutes } from "../ui/format.ts";
import { LineText } from "../ui/LineText.tsx";
import { nameColumns, StageRow } from "./StageRow.tsx";

interface Props {
  readonly view: BuildView;
  /** Those that are shown. */
  readonly stages: readonly StageView[];
  /** Whether the build is being cancelled. */
  readonly ending: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly columns: number;
}

/** Columns for how far a stage is. */
const detailColumns = 22;

/** The stages of a build on one axis of time: what has run in blocks, what is expected in shade. */
export const StageTimeline = ({ view, stages, ending, now, columns }: Props) => {
  const schedule = scheduleOf(view, now);
  const elapsed = (now - view.startedAt) / 1000;
  const seconds = Math.max(1, ...[...schedule.values()].map(({ to }) => to));
  // Mark, name, detail and time, with a column between each two.
  const width = Math.max(10, columns - 1 - nameColumns - detailColumns - 5 - 4);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {stages.map((stage) => {
        const { name, state } = stage;
        const expected = schedule.get(name) ?? { from: 0, to: 0 };
        const running = state === "running";
        const real = state === "waiting" ? {} : { real: running ? { ...expected, to: elapsed } : expected };
        const colour = state === "failed" ? "bad" : running ? "accent" : "good";
        const timeline =
          state === "cached"
            ? [run(" ".repeat(width))]
            : timelineRow({ ...real, expected, colour }, seconds, width, glyphs);
        return <StageRow key={name} {...{ stage, ending, now, timeline }} />;
      })}
      <Box paddingLeft={nameColumns + 3}>
        <LineText line={timeAxis(seconds, width, minutes)} />
      </Box>
    </Box>
  );
};
