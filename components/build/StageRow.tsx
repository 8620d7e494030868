import { Box } from "ink";
import type { StageView } from "../../src/pipeline/fold.ts";
import { sanitize } from "../../src/system/text.ts";
import type { Line } from "../charts/line.ts";
import { theme } from "../theme.ts";
import { Cell, Rest } from "../ui/Cell.tsx";
import { minutes } from "../ui/format.ts";
import { LineText } from "../ui/LineText.tsx";
import { Mark } from "../ui/Mark.tsx";
import { PercentBar } from "../ui/ProgressBar.tsx";

interface Props {
  readonly stage: StageView;
  /** Whether the build is being cancelled: what a stage said before is no longer true. */
  readonly ending: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When it runs, on an axis of its own: in place of the bar that says how far it is. */
  readonly timeline?: Line;
}

/** Columns of a stage's name. */
export const nameColumns = 10;

/** One stage: its state, how far it is and how long it has taken. */
export const StageRow = ({ stage, ending, now, timeline }: Props) => {
  const running = stage.state === "running";
  const seconds = stage.seconds ?? (running && stage.startedAt ? (now - stage.startedAt) / 1000 : undefined);
  const stopping = running && ending;
  const fraction = stopping ? undefined : stage.fraction;
  const percent = timeline && fraction !== undefined ? `${Math.round(fraction * 100)} % ` : "";
  const detail =
    stage.state === "cached"
      ? "from the cache"
      : stopping
        ? "stopping"
        : running
          ? `${percent}${stage.detail ?? ""}`
          : "";
  return (
    <Box columnGap={1} height={1} flexShrink={0}>
      <Cell>
        <Mark of={stage.state === "cached" ? "done" : stage.state} />
      </Cell>
      <Cell
        width={nameColumns}
        {...(stage.state === "waiting" && theme.quiet)}
        {...(running && theme.emphasis)}
      >
        {stage.name}
      </Cell>
      {timeline ? (
        <LineText line={timeline} />
      ) : running && fraction !== undefined ? (
        <PercentBar fraction={fraction} width={16} />
      ) : null}
      <Rest {...theme.quiet}>{sanitize(detail)}</Rest>
      <Cell>{seconds === undefined || stage.state === "cached" ? "" : minutes(seconds).padStart(5)}</Cell>
    </Box>
  );
};
