import { Box, Text } from "ink";
import type { StageView } from "../../src/pipeline/fold.ts";
import { sanitize } from "../../src/system/text.ts";
import { theme } from "../theme.ts";
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
      <Box flexShrink={0}>
        <Mark of={stage.state === "cached" ? "done" : stage.state} />
      </Box>
      <Box width={10} flexShrink={0}>
        <Text {...(stage.state === "waiting" && theme.quiet)} {...(running && theme.emphasis)}>
          {stage.name}
        </Text>
      </Box>
      {running && stage.fraction !== undefined ? <PercentBar fraction={stage.fraction} width={16} /> : null}
      <Box flexGrow={1} flexBasis={0} overflow="hidden">
        <Text {...theme.quiet} wrap="truncate">
          {sanitize(detail)}
        </Text>
      </Box>
      <Box flexShrink={0}>
        <Text>{seconds === undefined || stage.state === "cached" ? "" : minutes(seconds).padStart(5)}</Text>
      </Box>
    </Box>
  );
};
