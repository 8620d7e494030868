import { Box, Text } from "ink";
import { type ReactNode, useState } from "react";
import { differences, setWords, shellWord } from "../../src/settings/difference.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { stepOf, steps } from "../../src/settings/steps.ts";
import { warningsOf } from "../../src/settings/warnings.ts";
import { invocation } from "../../src/system/invocation.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { accept, back, clientSize, help, moving, quit } from "../keys/bindings.ts";
import type { Binding, Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { estimateRows } from "../layout.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
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
  /** Opens a step, at a setting of it or at its end. */
  readonly onOpen: (step: number, setting?: string) => void;
  readonly onCommand: (command: Command) => void;
}

/** Lines of warnings. */
const mostWarnings = 4;

/** The same build as a plain command. */
const commandLine = ({ settings, original, preset }: Pick<Props, "settings" | "original" | "preset">) =>
  [
    ...invocation().split(" "),
    "build",
    preset,
    ...setWords(original, settings).flatMap((word) => ["--set", shellWord(word)]),
  ].join(" ");

/** A row, and what Enter does on it: it opens a step, or builds. */
interface Row {
  readonly text: ReactNode;
  readonly step?: number;
  readonly setting?: string;
}

/** The rows of the summary; the last one builds. */
const rowsOf = ({ settings, original, preset }: Props): Row[] => {
  const changed = differences(original, settings);
  const said = stepSummary(settings);
  return [
    ...steps.map(({ name, title }, step) => ({
      step,
      text: (
        <Text wrap="truncate">
          <Text {...theme.emphasis}>{title.padEnd(10)}</Text> {sanitize(said[name] ?? "")}
        </Text>
      ),
    })),
    ...changed.map(({ name, before, after }) => ({
      ...{ step: stepOf(name), setting: name },
      text: (
        <Text wrap="truncate">
          <Text {...theme.quiet}>{signs.changed}</Text> {name.padEnd(20)} {shownValue(name, after)}{" "}
          <Text {...theme.quiet}>was {shownValue(name, before)}</Text>
        </Text>
      ),
    })),
    {
      text: (
        <Text wrap="truncate">
          <Text {...theme.emphasis}>Build this image</Text>{" "}
          <Text {...theme.quiet}>
            {changed.length === 0
              ? `the same as the preset ${preset}`
              : `changed from the preset ${preset}: ${changed.length}`}
          </Text>
        </Text>
      ),
    },
  ];
};

/** Everything that was chosen, what differs from the preset, what it will cost; then the build. */
export const Summary = (props: Props) => {
  const { settings, note, onOpen, onCommand } = props;
  const [asCommand, setAsCommand] = useState(false);
  const { body } = useLayout();
  const warnings = warningsOf(settings)
    .flatMap((warning) => wrapWords(`${signs.warning} ${warning}`, body.columns))
    .slice(0, mostWarnings);
  const { list: room } = useLayout({
    warnings: warnings.length,
    note: note ? 1 : 0,
    estimate: estimateRows,
  });
  const rows = rowsOf(props);
  // Enter alone leads through the wizard: the cursor begins on the row that builds.
  const list = useList(rows, room.rows, rows.length - 1);
  const { step, setting } = list.here ?? {};
  const screen = asCommand || step === undefined ? summaryScreen : summaryRowKeys;
  useKeymap(screen, (command) => {
    if (command === "accept" && step !== undefined) onOpen(step, setting);
    else if (command === "command") setAsCommand((old) => !old);
    else if (command === "back" && asCommand) setAsCommand(false);
    else if (["build", "save", "lessMemory", "moreMemory", "back", "quit"].includes(command))
      onCommand(command);
    else list.handle(command);
  });
  return (
    <Frame title="Summary" context={sanitize(settings.name)} screen={screen}>
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {asCommand ? (
          <Text wrap="wrap">{commandLine(props)}</Text>
        ) : (
          <Rows list={list} row={({ text }) => text} />
        )}
      </Box>
      <Box flexDirection="column" flexShrink={0} width={body.columns}>
        {warnings.map((line) => (
          <Text key={line} {...theme.warning} wrap="truncate">
            {line}
          </Text>
        ))}
        {note ? <Text {...theme.good}>{sanitize(note)}</Text> : null}
        <Estimate settings={settings} />
      </Box>
    </Frame>
  );
};

const common = [
  { keys: ["p"], command: "save", label: "save preset" },
  { keys: ["c"], command: "command", label: "command line" },
  ...moving,
  ...clientSize,
  back,
  help,
  quit,
] as const satisfies readonly Binding[];

export const summaryScreen: Screen<Props> = {
  title: "Summary",
  bindings: [{ keys: ["enter", "b"], command: "build", label: "build" }, ...common],
  component: Summary,
};

export const summaryRowKeys: ScreenKeys = {
  title: "Summary, on a row that can be changed",
  bindings: [accept("change"), { keys: ["b"], command: "build", label: "build" }, ...common],
};
