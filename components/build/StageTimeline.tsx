import { Box } from "ink";
import type { BuildView } from "../../src/pipeline/fold.ts";
import { scheduleOf } from "../../src/pipeline/remaining.ts";
import { sanitize } from "../../src/system/text.ts";
import { glyphs } from "../charts/glyphs.ts";
import { timeAxis, timelineRow } from "../charts/timeline.ts";
import { theme } from "../theme.ts";
import { Cell, Rest } from "../ui/Cell.tsx";
import { minutes } from "../ui/format.ts";
import { LineText } from "../ui/LineText.tsx";
import { Mark } from "../ui/Mark.tsx";

interface Props {
  readonly view: BuildView;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly columns: number;
}

/** Columns for a stage's name, and for how far it is. */
const nameColumns = 10;
const detailColumns = 22;

/** The stages of a build on one axis of time: what has run in blocks, what is expected in shade. */
export const StageTimeline = ({ view, now, columns }: Props) => {
  const schedule = scheduleOf(view, now);
  const elapsed = (now - view.startedAt) / 1000;
  const seconds = Math.max(1, ...[...schedule.values()].map(({ to }) => to));
  // Mark, name, detail and time, with a column between each two.
  const width = Math.max(10, columns - 1 - nameColumns - detailColumns - 5 - 4);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {view.stages.map((stage) => {
        const { name, state, fraction } = stage;
        const span = schedule.get(name) ?? { from: 0, to: 0 };
        const running = state === "running";
        const real = state === "waiting" ? undefined : { from: span.from, to: running ? elapsed : span.to };
        const detail =
          state === "cached"
            ? "from the cache"
            : running
              ? `${fraction === undefined ? "" : `${Math.round(fraction * 100)} % `}${stage.detail ?? ""}`
              : "";
        return (
          <Box key={name} columnGap={1} height={1} flexShrink={0}>
            <Cell>
              <Mark of={state === "cached" ? "done" : state} />
            </Cell>
            <Cell
              width={nameColumns}
              {...(state === "waiting" && theme.quiet)}
              {...(running && theme.emphasis)}
            >
              {name}
            </Cell>
            <Box width={width} flexShrink={0}>
              {state === "cached" ? null : (
                <LineText
                  line={timelineRow(
                    {
                      ...(real ? { real } : {}),
                      expected: span,
                      colour: state === "failed" ? "bad" : running ? "accent" : "good",
                    },
                    seconds,
                    width,
                    glyphs,
                  )}
                />
              )}
            </Box>
            <Rest {...theme.quiet}>{sanitize(detail)}</Rest>
            <Cell>
              {state === "waiting" || state === "cached"
                ? ""
                : minutes((real?.to ?? 0) - span.from).padStart(5)}
            </Cell>
          </Box>
        );
      })}
      <Box paddingLeft={nameColumns + 3}>
        <LineText line={timeAxis(seconds, width, minutes)} />
      </Box>
    </Box>
  );
};
