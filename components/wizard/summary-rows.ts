import { join, resolve } from "node:path";
import type { Forecast } from "../../src/contents/forecast.ts";
import { differences, setWords } from "../../src/settings/difference.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { stepOf, steps } from "../../src/settings/steps.ts";
import { adviceOn } from "../../src/settings/warnings.ts";
import { shellWord } from "../../src/system/command-log.ts";
import { invocation } from "../../src/system/invocation.ts";
import { defaultOutput, shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { type Line, run } from "../charts/line.ts";
import { gibibytes, minutes } from "../ui/format.ts";
import { signs } from "../ui/signs.ts";
import { buildTimeOf, proofTimeOf } from "./forecasts.ts";
import { stepSummary } from "./step-summary.ts";
import { shownValue } from "./value-text.ts";

/** What is summed up. */
export interface SummaryOf {
  readonly settings: Settings;
  readonly original: Settings;
  /** Name of the preset that `original` is; none where that is an image that was built. */
  readonly preset: string | undefined;
  /** What the command line begins with, where `preset` is another one by now, or gone. */
  readonly basis?: { readonly preset: string; readonly original: Settings } | undefined;
  /** Where releases are written. */
  readonly output: string;
}

/** The same build as a plain command. */
export const commandLine = ({ settings, basis, output, ...before }: SummaryOf) => {
  const { preset, original } = basis ?? before;
  const folder = shortPath(resolve(output));
  return [
    ...invocation().split(" "),
    "build",
    shellWord(preset ?? original.name),
    ...setWords(original, settings).flatMap((word) => ["--set", shellWord(word)]),
    ...(folder === defaultOutput ? [] : ["--output", shellWord(folder)]),
  ].join(" ");
};

/** A row, and what Enter does on it: it opens a step, or builds. */
interface Row {
  readonly line: Line;
  /** All of it, where the row may be cut; what comes of it. */
  readonly about: string;
  readonly step?: number;
  readonly setting?: string;
  /** A warning, which takes more lines where there is room for them. */
  readonly warning?: string;
}

const warningLine = (text: string): Line => [run(text, { colour: "warning" })];

const warningRow = (says: string, setting: string): Row => {
  const warning = `${signs.warning} ${sanitize(says)}`;
  const about = `${says} Setting ${setting}.`;
  return { step: stepOf(setting), setting, about, warning, line: warningLine(warning) };
};

/** Rows with each line of a warning as one, where all of them fit; those of a long warning also where they do not. */
export const withLines = (
  rows: readonly Row[],
  columns: number,
  height: number,
  isLong: (about: string) => boolean,
): readonly Row[] => {
  const linesOf = (row: Row): readonly Row[] =>
    row.warning === undefined
      ? [row]
      : wrapWords(row.warning, columns - 2, true).map((text, index) => ({
          ...row,
          line: warningLine(index === 0 ? text : `  ${text}`),
        }));
  const all = rows.flatMap(linesOf);
  return all.length <= height ? all : rows.flatMap((row) => (isLong(row.about) ? linesOf(row) : [row]));
};

export const lineOf = ({ line }: Row): Line => line;

/** That and how long a build boots the image before clients get it. */
const bootedWords = (settings: Settings, cost: Forecast): string => {
  const seconds = proofTimeOf(settings, cost);
  return seconds === undefined ? "" : `, ${minutes(seconds)} of it for a boot in QEMU that proves it`;
};

/** The rows of the summary; the last one builds. */
export const rowsOf = (
  { settings, original, preset, output }: SummaryOf,
  cost: Forecast | undefined,
): Row[] => {
  const changed = differences(original, settings);
  const said = stepSummary(settings);
  const beginning = preset === undefined ? `built image ${original.name}` : `preset ${sanitize(preset)}`;
  return [
    ...steps.map(({ name, title }, step) => ({
      ...{ step, about: said[name] ?? "" },
      line: [run(title.padEnd(10), { bold: true }), run(` ${sanitize(said[name] ?? "")}`)],
    })),
    ...(cost && cost.unknown.length > 0
      ? [warningRow(`Not in this suite: ${cost.unknown.join(", ")}.`, "packages.install")]
      : []),
    ...changed.map(({ name, before, after }) => ({
      ...{ step: stepOf(name), setting: name },
      about: `${name} ${shownValue(name, after)}, was ${shownValue(name, before)}`,
      line: [
        run(signs.changed, { dim: true }),
        run(` ${name.padEnd(20)} `),
        run(`${shownValue(name, after)} `),
        run(`was ${shownValue(name, before)}`, { dim: true }),
      ],
    })),
    ...adviceOn(settings).map(({ says, setting }) => warningRow(says, setting)),
    {
      about: `The release is written to ${shortPath(join(output, settings.name))}/ and becomes the current one.${
        cost
          ? ` It takes about ${minutes(buildTimeOf(settings, cost))} to build${bootedWords(settings, cost)}, and a client needs ${gibibytes(cost.clientBytes)}.`
          : ""
      }`,
      line: [
        run("Build this image", { bold: true }),
        run(
          changed.length === 0
            ? ` the same as the ${beginning}`
            : ` changed from the ${beginning}: ${changed.length}`,
          { dim: true },
        ),
      ],
    },
  ];
};
