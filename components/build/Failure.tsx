import { Box, Text } from "ink";
import { useMemo, useState } from "react";
import type { Settings } from "../../src/settings/schema.ts";
import { shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { help, quit, toBack, undoingQuietly } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Cell } from "../ui/Cell.tsx";
import { when } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { useSidePanes } from "../ui/frame/panes.ts";
import { Log } from "../ui/log/Log.tsx";
import { LogLine } from "../ui/log/LogLine.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import type { FailureView } from "./build-outcome.ts";
import { stagesSection } from "./stages-section.ts";

interface Props extends FailureView {
  /** What was to be built; written into a report. */
  readonly settings: Settings;
  readonly onCommand: (command: Command) => void;
}

/** What the keys do about this failure. */
const choices = ({ stage, setting }: FailureView["failure"]): string =>
  [
    ...(setting ? [`e changes ${setting}.`] : []),
    stage ? `r continues from ${stage}: finished stages are in the cache.` : "r tries again.",
  ].join(" ");

const factsOf = ({ command, exitCode, log }: FailureView["failure"]): string[] => [
  ...(command ? [`${command.join(" ")}   exit ${exitCode ?? "unknown"}`] : []),
  ...(log ? [`full log ${shortPath(log)}`] : []),
];

/** What clients get now. */
const stateOf = ({ kept, currentSince }: FailureView): string => {
  if (kept) return `${kept.said}:`;
  return currentSince
    ? `Nothing was changed: the release of ${when(currentSince)} is still current.`
    : "Nothing was changed.";
};

/** Why a build failed, that nothing was lost, and what to do. */
export const Failure = ({ settings, onCommand, ...view }: Props) => {
  const { failure, kept, build } = view;
  const around = useSidePanes();
  // A build that could not begin has no stages: what is around says what it was to become.
  const side = useMemo(
    () => (build?.stages.length ? { right: [stagesSection(build), ...(around.right ?? [])] } : around),
    [build, around],
  );
  const { body, list } = useLayout({ message: 3, remedy: 5, facts: 4 }, 2, side);
  const [inLog, setInLog] = useState(false);
  const [note, setNote] = useState<{ text: string; bad: boolean }>();
  const width = body.columns;
  const save = () => {
    setNote({ text: "writing the report ...", bad: false });
    // Slow to load, and seldom wanted.
    import("../../src/doctor/failure-report.ts")
      .then(({ reportFailure }) => reportFailure(failure, settings))
      .then((path) => setNote({ text: `report      ${shortPath(path)}`, bad: false }))
      .catch((error: Error) =>
        setNote({ text: `The report cannot be written: ${error.message}`, bad: true }),
      );
  };
  const screen = failure.setting ? failureScreen : failureElseKeys;
  useKeymap(screen, (command) => {
    if (command === "report") save();
    else if (command === "log" && failure.log) setInLog(true);
    else if (command === "log") setNote({ text: "There is no log: the build did not start.", bad: true });
    else onCommand(command);
  });
  if (inLog && failure.log) return <Log path={failure.log} ofBuild onClose={() => setInLog(false)} />;

  const [message = "", ...more] = failure.message.split("\n");
  // As much of a long message and of the tool's lines as fits.
  const room = list.rows;
  const lines = (failure.lastLines ?? []).slice(-Math.max(2, room - more.length));
  return (
    <Frame
      title={failure.cancelled ? "Build cancelled" : "Build failed"}
      context={failure.stage ? `stage ${failure.stage}` : ""}
      screen={screen}
      panes={side}
    >
      <Box flexShrink={0} flexDirection="column">
        <Text {...theme.emphasis} {...(!failure.cancelled && theme.bad)}>
          {sanitize(message)}
        </Text>
        {more.slice(0, room).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a message have no other identity
          <LogLine key={index} text={line} width={width} />
        ))}
        <Text>{stateOf(view)}</Text>
        {kept ? <Text wrap="truncate-start">{sanitize(shortPath(kept.release))}</Text> : null}
      </Box>
      <Box marginTop={1} flexShrink={0} columnGap={2}>
        <Cell {...theme.accent}>What to do</Cell>
        <Box flexDirection="column">
          {failure.remedy ? <Text>{sanitize(failure.remedy)}</Text> : null}
          <Text>{choices(failure)}</Text>
        </Box>
      </Box>
      <Box marginTop={1} flexDirection="column" flexGrow={1} justifyContent="flex-start" overflow="hidden">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a log have no other identity
          <LogLine key={index} text={line} width={width} dim />
        ))}
      </Box>
      <Box flexShrink={0} flexDirection="column">
        {factsOf(failure).map((fact) => (
          <Text key={fact} {...theme.quiet} wrap="truncate-middle">
            {sanitize(fact)}
          </Text>
        ))}
        {note ? (
          <Text wrap="truncate-middle" {...(note.bad ? theme.warning : theme.good)}>
            {note.bad ? `${signs.warning} ` : ""}
            {sanitize(note.text)}
          </Text>
        ) : null}
      </Box>
    </Frame>
  );
};

export const failureElseKeys: ScreenKeys = {
  title: "A build that failed for another reason",
  bindings: [
    { keys: ["r"], command: "retry", label: "retry" },
    { keys: ["l"], command: "log", label: "log" },
    { keys: ["w"], command: "report", label: "save report" },
    toBack,
    ...undoingQuietly,
    help,
    quit,
  ],
};

export const failureScreen: Screen<Props> = {
  title: "A build that failed because of a setting",
  bindings: [{ keys: ["e"], command: "edit", label: "change the setting" }, ...failureElseKeys.bindings],
  component: Failure,
};
