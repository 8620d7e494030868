import { Box } from "ink";
import type { StageView } from "../../src/pipeline/fold.ts";
import { sanitize } from "../../src/system/text.ts";
import { theme } from "../theme.ts";
import { Cell, Rest } from "../ui/Cell.tsx";
import { minutes } from "../ui/format.ts";
import { Mark } from "../ui/Mark.tsx";
import { PercentBar } from "../ui/ProgressBar.tsx";

interface Props {
  readonly stage: StageView;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One stage: its state, how far it is and how long it has taken. */
export const StageRow = ({ stage, now }: Props) => {
  const running = stage.state === "running";
  const seconds = stage.seconds ?? (running && stage.startedAt ? (now - stage.startedAt) / 1000 : undefined);
  const detail = stage.state === "cached" ? "from the cache" : running ? (stage.detail ?? "") : "";
  return (
    <Box columnGap={1} height={1} flexShrink={0}>
      <Cell>
        <Mark of={stage.state === "cached" ? "done" : stage.state} />
      </Cell>
      <Cell width={10} {...(stage.state === "waiting" && theme.quiet)} {...(running && theme.emphasis)}>
        {stage.name}
      </Cell>
      {running && stage.fraction !== undefined ? <PercentBar fraction={stage.fraction} width={16} /> : null}
      <Rest {...theme.quiet}>{sanitize(detail)}</Rest>
      <Cell>{seconds === undefined || stage.state === "cached" ? "" : minutes(seconds).padStart(5)}</Cell>
    </Box>
  );
};
