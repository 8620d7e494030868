import type { BuildView } from "../../src/pipeline/fold.ts";
import { glyphs } from "../charts/glyphs.ts";
import { type Line, run } from "../charts/line.ts";
import { timeAxis, timelineRow } from "../charts/timeline.ts";
import { minutes } from "../ui/format.ts";
import type { Section } from "../ui/frame/panes.ts";
import { type MarkName, markRun } from "../ui/Mark.tsx";
import { nameColumns } from "./StageRow.tsx";

/** Columns of how long a stage took, or of what is said in its place. */
const timeColumns = 6;

type Stage = BuildView["stages"][number];

const markOf = ({ state }: Stage): MarkName => (state === "cached" ? "done" : state);

const timeText = ({ state, seconds = 0 }: Stage): string => {
  if (state === "cached") return "cache";
  return state === "waiting" ? "" : minutes(seconds);
};

const saidOf = (stage: Stage): string => {
  if (stage.state === "cached") return `${stage.name} from the cache`;
  return stage.state === "waiting"
    ? `${stage.name} not begun`
    : `${stage.name} ${stage.state} in ${timeText(stage)}`;
};

/** The stages of a build that has ended, on one axis of time: how long each took, and where it failed. */
export const stagesSection = ({ stages, startedAt }: BuildView): Section => {
  const spanOf = ({ startedAt: at, seconds = 0 }: Stage) => {
    if (at === undefined) return undefined;
    const from = (at - startedAt) / 1000;
    return { from, to: from + seconds };
  };
  const seconds = Math.max(1, ...stages.map((stage) => spanOf(stage)?.to ?? 0));
  const title = "Stages of the build";
  return {
    title,
    draw: (columns) => {
      const width = Math.max(4, columns - nameColumns - 3 - timeColumns);
      const margin = run(" ".repeat(nameColumns + 3));
      return [
        ...stages.map((stage): Line => {
          const real = spanOf(stage);
          const colour = stage.state === "failed" ? "bad" : "good";
          const ran = real && stage.state !== "cached";
          return [
            markRun(markOf(stage)),
            run(` ${stage.name.padEnd(nameColumns + 1)}`, ran ? {} : { dim: true }),
            ...(ran ? timelineRow({ real, colour }, seconds, width, glyphs) : [run(" ".repeat(width))]),
            run(timeText(stage).padStart(timeColumns), ran ? {} : { dim: true }),
          ];
        }),
        [margin, ...timeAxis(seconds, width, minutes)],
      ];
    },
    words: () => `${title}: ${stages.map(saidOf).join(", ")}.`,
  };
};
