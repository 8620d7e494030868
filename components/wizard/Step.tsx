import { Box, Text } from "ink";
import { type ReactNode, useState } from "react";
import { change } from "../../src/settings/change.ts";
import { differences, settingValue } from "../../src/settings/difference.ts";
import type { Field } from "../../src/settings/fields.ts";
import { applies, offeredIn } from "../../src/settings/offered.ts";
import type { Settings } from "../../src/settings/schema.ts";
import type { Step as StepOf } from "../../src/settings/steps.ts";
import { valueIn, valueText } from "../../src/settings/text-form.ts";
import { accept, back, betweenSteps, clientSize, help, moving, quit, textKeys } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { helpRows } from "../layout.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { TextEntry } from "../ui/TextEntry.tsx";
import { useLayout } from "../ui/useLayout.ts";
import { Editor, editorOf } from "./editors/Editor.tsx";
import { stepNote } from "./step-note.tsx";
import { shownValue } from "./value-text.ts";

interface Props {
  readonly step: StepOf;
  readonly settings: Settings;
  /** The settings before anything was changed, which a person can go back to. */
  readonly original: Settings;
  /** The setting that the cursor begins on; without one, the row that leads to the next step. */
  readonly setting: string | undefined;
  /** Title of what comes next. */
  readonly next: string;
  readonly onChange: (settings: Settings) => void;
  readonly onCommand: (command: Command) => void;
}

/** What the flow does, not the step. */
const toFlow: readonly Command[] = [
  ...(["back", "quit", "summary", "nextStep", "previousStep"] as const),
  ...(["lessMemory", "moreMemory"] as const),
];

/** A setting, or the row that leads on. */
type Row = Pick<Field, "name" | "label" | "help"> & Partial<Field>;

/** One step: its settings with their values, and help for the one under the cursor. */
export const Step = ({ step, settings, original, setting, next, onChange, onCommand }: Props) => {
  const { body, list: room } = useLayout({ help: helpRows, names: 3 }, 4);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const offered = offeredIn(step);
  const onward: Row = { name: "", label: "", help: step.about };
  const choices: Row[] = [...offered.filter((field) => applies(field, settings)), onward];
  // Enter alone leads through all steps: the cursor begins on the row that leads on.
  const begin = choices.findIndex(({ name }) => name === setting);
  const list = useList(choices, room.rows, begin < 0 ? choices.length - 1 : begin);
  const choice = list.here ?? onward;
  const kind = choice === onward ? undefined : editorOf(choice.name);
  const value = choice === onward ? undefined : settingValue(settings, choice.name);
  const set = (to: unknown): string | undefined => {
    const changed = change(settings, choice.name, to);
    setProblem(changed.problem);
    if (changed.settings) onChange(changed.settings);
    return changed.problem;
  };
  const check = (to: unknown) => change(settings, choice.name, to).problem;
  const stride = (direction: number) => {
    if (kind === "switch") set(!value);
    if (typeof value === "number" && choice.stride) set(value + direction * choice.stride);
  };
  const screen = choice === onward ? onwardKeys : stepScreen;
  useKeymap(screen, (command) => {
    if (command === "accept") {
      if (choice === onward) onCommand("nextStep");
      else if (kind === "switch") set(!value);
      else setOpen(true);
    } else if (command === "toggle") {
      if (kind === "switch") set(!value);
    } else if (command === "left") {
      if (kind === "number" || kind === "switch") stride(-1);
      else onCommand("back");
    } else if (command === "right") stride(1);
    else if (command === "erase") set(settingValue(original, choice.name));
    else if (toFlow.includes(command)) onCommand(command);
    else {
      setProblem(undefined);
      list.handle(command);
    }
  });
  const inline = open && (kind === "text" || kind === "number");
  if (open && kind && !inline) {
    return (
      <Editor {...{ kind, choice, settings, value, check }} onChange={set} onBack={() => setOpen(false)} />
    );
  }
  const changed = new Set(differences(original, settings).map(({ name }) => name));
  const width = Math.max(...offered.map(({ label }) => label.length)) + 2;
  const row = (one: Row): ReactNode =>
    one === onward ? (
      <Text wrap="truncate" {...theme.emphasis}>
        {next}
      </Text>
    ) : (
      <Text wrap="truncate">
        {one.label.padEnd(width)}
        <Text {...theme.emphasis}>{shownValue(one.name, settingValue(settings, one.name))}</Text>
        <Text {...theme.quiet}>{`  ${one.values?.[String(settingValue(settings, one.name))] ?? ""}`}</Text>
        <Text {...theme.quiet}>{changed.has(one.name) ? ` ${signs.changed}` : ""}</Text>
      </Text>
    );
  return (
    <Frame title={step.title} context={settings.name} screen={inline ? textKeys : screen}>
      <Rows list={list} row={row} />
      <Box marginTop={1} flexDirection="column" width={body.columns}>
        {inline ? (
          <TextEntry
            label={choice.label}
            start={valueText(value)}
            check={(text) => check(valueIn(choice.name, text))}
            onTake={(text) => {
              set(valueIn(choice.name, text));
              setOpen(false);
            }}
            onBack={() => setOpen(false)}
          />
        ) : null}
        {problem && !inline ? <Paragraph {...theme.warning} text={`${signs.warning} ${problem}`} /> : null}
        <Paragraph text={choice.help} />
        {choice === onward ? null : stepNote(choice.name, settings, body.columns)}
        {choice === onward ? null : (
          <Text {...theme.quiet}>
            {choice.parameter ? `boot parameter ${choice.parameter}   ` : ""}setting {choice.name}
          </Text>
        )}
      </Box>
    </Frame>
  );
};

export const stepScreen: Screen<Props> = {
  title: "One step",
  bindings: [
    { keys: ["enter", "l"], command: "accept", label: "change" },
    ...moving,
    { keys: ["space"], command: "toggle", label: "switch", quiet: true },
    { keys: ["left", "-"], command: "left", label: "less", quiet: true },
    { keys: ["right", "+"], command: "right", label: "more", quiet: true },
    { keys: ["d", "backspace"], command: "erase", label: "as it was" },
    ...betweenSteps,
    ...clientSize,
    { keys: ["esc", "h"], command: "back", label: "back" },
    help,
    quit,
  ],
  component: Step,
};

export const onwardKeys: ScreenKeys = {
  title: "One step, on the row that leads on",
  bindings: [accept("go on"), ...moving, ...betweenSteps, ...clientSize, back, help, quit],
};
