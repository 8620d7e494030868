import { Box, Text } from "ink";
import { type ReactNode, useState } from "react";
import { differences, setWords, shellWord } from "../../src/settings/difference.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { steps } from "../../src/settings/steps.ts";
import { warningsOf } from "../../src/settings/warnings.ts";
import { invocation } from "../../src/system/invocation.ts";
import { sanitize } from "../../src/system/text.ts";
import { back, help, moving, quit } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { estimateRows } from "../layout.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/Frame.tsx";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { Estimate } from "./Estimate.tsx";
import { stepSummary } from "./step-summary.ts";
import { shownValue } from "./value-text.ts";

interface Props {
  readonly settings: Settings;
  readonly original: Settings;
  /** Name of the preset that `original` is. */
  readonly preset: string;
  /** What was just done, such as a preset that was saved. */
  readonly note: string | undefined;
  readonly onCommand: (command: Command) => void;
}

/** The same build as a plain command. */
const commandLine = ({ settings, original, preset }: Props) =>
  [
    ...invocation().split(" "),
    "build",
    preset,
    ...setWords(original, settings).flatMap((word) => ["--set", shellWord(word)]),
  ].join(" ");

/** The lines of the summary, which scrolls as a whole where it does not fit. */
const linesOf = ({ settings, original, preset }: Props): ReactNode[] => {
  const changed = differences(original, settings);
  const said = stepSummary(settings);
  return [
    ...steps.map(({ name, title }) => (
      <Text key={name} wrap="truncate">
        <Text {...theme.emphasis}>{title.padEnd(10)}</Text> {sanitize(said[name] ?? "")}
      </Text>
    )),
    <Text key=""> </Text>,
    <Text key="preset" {...theme.quiet} wrap="truncate">
      {changed.length === 0
        ? `the same as the preset ${preset}`
        : `changed from the preset ${preset}: ${changed.length}`}
    </Text>,
    ...changed.map(({ name, before, after }) => (
      <Text key={name} wrap="truncate">
        {name.padEnd(20)} {shownValue(name, after)}{" "}
        <Text {...theme.quiet}>was {shownValue(name, before)}</Text>
      </Text>
    )),
  ];
};

/** Everything that was chosen, what differs from the preset, what it will cost; then the build. */
export const Summary = (props: Props) => {
  const { settings, note, onCommand } = props;
  const [asCommand, setAsCommand] = useState(false);
  const warnings = warningsOf(settings).slice(0, 2);
  const { body, list: room } = useLayout({
    warnings: warnings.length,
    note: note ? 1 : 0,
    estimate: estimateRows,
  });
  const list = useList(linesOf(props), room.rows);
  useKeymap(summaryScreen, (command) => {
    if (command === "command") setAsCommand((old) => !old);
    else if (command === "back" && asCommand) setAsCommand(false);
    else if (["build", "save", "back", "quit"].includes(command)) onCommand(command);
    else list.handle(command);
  });
  return (
    <Frame title="Summary" context={sanitize(settings.name)} screen={summaryScreen}>
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {asCommand ? (
          <Text wrap="wrap">{commandLine(props)}</Text>
        ) : (
          <Rows list={list} row={(line) => line} />
        )}
      </Box>
      <Box flexDirection="column" flexShrink={0} width={body.columns}>
        {warnings.map((warning) => (
          <Text key={warning} {...theme.warning} wrap="truncate">{`${signs.warning} ${warning}`}</Text>
        ))}
        {note ? <Text {...theme.good}>{sanitize(note)}</Text> : null}
        <Estimate settings={settings} />
      </Box>
    </Frame>
  );
};

export const summaryScreen: Screen<Props> = {
  title: "Summary",
  bindings: [
    { keys: ["enter", "b"], command: "build", label: "build" },
    { keys: ["p"], command: "save", label: "save preset" },
    { keys: ["c"], command: "command", label: "command line" },
    ...moving,
    back,
    help,
    quit,
  ],
  component: Summary,
};
