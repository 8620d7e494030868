import type { LoggedStage } from "../../../src/pipeline/logs/log-stages.ts";
import { fitLine, type Line, run } from "../../charts/line.ts";
import { minutes } from "../format.ts";
import type { Section } from "../frame/panes.ts";
import { type MarkName, markRun } from "../Mark.tsx";
import { signs } from "../signs.ts";

/** Columns of the signs before a name, of how long a stage took, of the line where it begins. */
const columnsOf = { signs: 3, time: 6, line: 8 };
/** Longest name that is not cut. */
const nameColumns = 12;

const markOf = ({ ended }: LoggedStage): MarkName => {
  if (!ended) return "running";
  return ended.outcome === "failed" || ended.outcome === "cancelled" ? ended.outcome : "done";
};

const timeOf = ({ ended }: LoggedStage): string => {
  if (!ended) return "";
  return ended.outcome === "cached" ? "cache" : minutes(ended.seconds);
};

const lineOf = ({ line }: LoggedStage): string => (line + 1).toLocaleString("en");

/** The stage that a line of the log belongs to: the last one that begins before it. */
const stageAt = (stages: readonly LoggedStage[], line: number) =>
  stages.findLast((stage) => stage.line <= line);

/** The stages of a build, each with how long it took and the line of the log where it begins. @param line the first on screen */
export const logStagesSection = (stages: readonly LoggedStage[], line: number): Section => {
  const here = stageAt(stages, line);
  const isWide = (columns: number) =>
    columns >= columnsOf.signs + nameColumns + columnsOf.time + columnsOf.line;
  const row = (stage: LoggedStage, columns: number): Line[] => {
    const style = stage === here ? ({ colour: "accent", bold: true } as const) : {};
    const beside = isWide(columns);
    const room = columns - columnsOf.signs - columnsOf.time - (beside ? columnsOf.line : 0);
    const begins = run(beside ? lineOf(stage).padStart(columnsOf.line) : `   line ${lineOf(stage)}`, {
      dim: true,
    });
    const head: Line = [
      run(stage === here ? signs.here : " ", { colour: "accent" }),
      markRun(markOf(stage)),
      run(" "),
      ...fitLine([run(stage.name, style)], room, signs.more),
      run(timeOf(stage).padStart(columnsOf.time)),
    ];
    return beside ? [[...head, begins]] : [head, [begins]];
  };
  return {
    title: "Stages",
    draw: (columns) =>
      stages.length === 0
        ? [[run("none has begun", { dim: true })]]
        : [
            ...(isWide(columns) ? [[run("line".padStart(columns), { dim: true })]] : []),
            ...stages.flatMap((stage) => row(stage, columns)),
          ],
    words: () =>
      `Stages: ${stages.map((stage) => `${stage.name} from line ${lineOf(stage)} on, ${timeOf(stage) || "running"}`).join("; ")}.`,
  };
};
