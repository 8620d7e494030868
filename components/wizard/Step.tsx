import { Box, Text } from "ink";
import { useRef, useState } from "react";
import { change } from "../../src/settings/change.ts";
import { differences, settingValue } from "../../src/settings/difference.ts";
import type { Field } from "../../src/settings/fields.ts";
import { offeredIn, sortedIn } from "../../src/settings/offered.ts";
import type { Settings } from "../../src/settings/schema.ts";
import type { Step as StepOf } from "../../src/settings/steps.ts";
import { valueIn, valueText } from "../../src/settings/text-form.ts";
import { type Line, run } from "../charts/line.ts";
import { textKeys } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { helpRows } from "../layout.ts";
import { theme } from "../theme.ts";
import { count } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { MenuRows } from "../ui/list/MenuRows.tsx";
import { menuKeys } from "../ui/list/menu-keys.ts";
import { useSearch } from "../ui/list/SearchLine.tsx";
import { useMenu } from "../ui/list/useMenu.ts";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { TextEntry } from "../ui/TextEntry.tsx";
import { useLayout } from "../ui/useLayout.ts";
import { Editor, editorOf } from "./editors/Editor.tsx";
import { foldKeys, onwardKeys, settingKeys } from "./step-keys.ts";
import { stepNote } from "./step-note.tsx";
import { shownValue } from "./value-text.ts";

interface Props {
  readonly step: StepOf;
  readonly settings: Settings;
  /** The settings before anything was changed, which a person can go back to. */
  readonly original: Settings;
  /** Of the draft. */
  readonly title: string;
  /** The setting that the cursor begins on; without one, the row that leads to the next step. */
  readonly setting: string | undefined;
  /** Title of what comes next. */
  readonly next: string;
  /** @param stay changes with the same object here were made on one stay at a setting */
  readonly onChange: (settings: Settings, stay?: object) => void;
  readonly onCommand: (command: Command) => void;
}

/** What the flow does, not the step. */
const toFlow: readonly Command[] = [
  ...(["back", "quit", "summary", "nextStep", "previousStep", "undo", "redo"] as const),
  ...(["lessMemory", "moreMemory"] as const),
];

/** A setting, or the row that leads on. */
type Row = Pick<Field, "name" | "label" | "help"> & Partial<Field>;

/** Under the cursor where a search finds nothing. */
const nothing: Row = { name: "", label: "", help: "" };

/** What the value of a setting means; where there is none, that stands in its place. */
const whatValueMeans = ({ name, values }: Row, settings: Settings): string => {
  const value = settingValue(settings, name);
  return (value === null ? undefined : values?.[String(value)]) ?? "";
};

/** One step: its settings with their values, and help for the one under the cursor. */
export const Step = ({ step, settings, original, title, setting, next, onChange, onCommand }: Props) => {
  const search = useSearch();
  const [open, setOpen] = useState(false);
  const { width: screenWidth } = useLayout();
  // Why a text is not allowed takes more lines in a narrow terminal.
  const names = open && screenWidth === "narrow" ? 6 : 3;
  const { body, list: room } = useLayout({ search: search.rows, help: helpRows, names }, 4);
  const [problem, setProblem] = useState<string>();
  /** Another one on each setting that the cursor comes to. */
  const stay = useRef({});
  const offered = offeredIn(step);
  const onward: Row = { name: "", label: "", help: step.about };
  const { used, unused } = sortedIn(step, settings);
  const [unfolded, setUnfolded] = useState(unused.some(({ name }) => name === setting));
  const fold: Row = {
    name: "",
    label: "",
    help: "No role of this image uses these settings. They take effect once a role does.",
  };
  const choices: Row[] = [...used, ...(unused.length > 0 ? [fold] : []), ...(unfolded ? unused : []), onward];
  // Enter alone leads through all steps: the cursor begins on the row that leads on.
  const begin = choices.findIndex(({ name }) => name === setting);
  const changed = new Set(differences(original, settings).map(({ name }) => name));
  const width = Math.max(...offered.map(({ label }) => label.length)) + 2;
  const lineOf = (one: Row): Line => {
    if (one === onward) return [run(next, { bold: true })];
    if (one === fold) {
      const sign = unfolded ? signs.open : signs.closed;
      return [run(`${sign} ${count(unused.length, "setting")} that this image does not use`, { dim: true })];
    }
    return [
      run(one.label.padEnd(width)),
      run(shownValue(one.name, settingValue(settings, one.name)), { bold: true }),
      run(`  ${whatValueMeans(one, settings)}`, { dim: true }),
      run(changed.has(one.name) ? ` ${signs.changed}` : "", { dim: true }),
    ];
  };
  const menu = useMenu(search, choices, lineOf, room.rows, begin < 0 ? choices.length - 1 : begin);
  const choice = menu.here ?? nothing;
  const isSetting = choice.name !== "";
  const kind = isSetting ? editorOf(choice.name) : undefined;
  const value = isSetting ? settingValue(settings, choice.name) : undefined;
  const set = (to: unknown): string | undefined => {
    const changed = change(settings, choice.name, to);
    setProblem(changed.problem);
    // The steps of a slider are one change; the packages of a list are not.
    if (changed.settings) onChange(changed.settings, typeof to === "number" ? stay.current : undefined);
    return changed.problem;
  };
  const check = (to: unknown) => change(settings, choice.name, to).problem;
  const mend = (to: unknown) => change(settings, choice.name, to).mended;
  const stride = (direction: number) => {
    if (kind === "switch") set(!value);
    if (typeof value === "number" && choice.stride) set(value + direction * choice.stride);
  };
  /** Changed by one key, without an editor. */
  const atOnce = kind === "number" || kind === "switch";
  const enter = () => {
    if (choice === onward) onCommand("nextStep");
    else if (choice === fold) setUnfolded((old) => !old);
    else if (kind === "switch") set(!value);
    else if (isSetting) setOpen(true);
  };
  const screen = menuKeys(isSetting ? stepScreen : choice === fold ? foldKeys : onwardKeys, search);
  useKeymap(screen, (command) => {
    if (command === "accept") enter();
    else if (command === "toggle") {
      if (kind === "switch") set(!value);
    } else if (command === "left") {
      // It never leaves the step: on the row above, it may have been for less of something.
      if (atOnce) stride(-1);
      else if (choice === fold) setUnfolded(false);
    } else if (command === "right") {
      if (atOnce) stride(1);
      else if (choice === fold) setUnfolded(true);
      else enter();
    } else if (command === "erase") set(settingValue(original, choice.name));
    else if (command === "back" && search.text !== "") menu.clear();
    else if (toFlow.includes(command)) onCommand(command);
    else {
      setProblem(undefined);
      stay.current = {};
      // What is folded can be found, too.
      if (command === "search") setUnfolded(true);
      menu.handle(command);
    }
  });
  const inline = open && (kind === "text" || kind === "number");
  if (open && kind && !inline) {
    return (
      <Editor
        {...{ kind, choice, settings, value, check, mend }}
        onChange={set}
        onBack={() => setOpen(false)}
      />
    );
  }
  return (
    <Frame title={step.title} context={title} screen={inline ? textKeys : screen}>
      <MenuRows menu={menu} lineOf={lineOf} />
      <Box marginTop={1} flexDirection="column" width={body.columns}>
        {inline ? (
          <TextEntry
            key={valueText(value)}
            label={choice.label}
            start={valueText(value)}
            check={(text) => check(valueIn(choice.name, text))}
            note={(text) => {
              const mended = mend(valueIn(choice.name, text));
              return mended && `taken as ${mended}`;
            }}
            onTake={(text) => {
              set(valueIn(choice.name, text));
              setOpen(false);
            }}
            onBack={() => setOpen(false)}
          />
        ) : null}
        {problem && !inline ? <Paragraph {...theme.warning} text={`${signs.warning} ${problem}`} /> : null}
        <Paragraph text={choice.help} />
        {isSetting ? stepNote(choice.name, { settings, columns: body.columns, onChange: set }) : null}
        {isSetting ? (
          <Text {...theme.quiet}>
            {choice.parameter ? `boot parameter ${choice.parameter}   ` : ""}setting {choice.name}
          </Text>
        ) : null}
      </Box>
    </Frame>
  );
};

export const stepScreen: Screen<Props> = { ...settingKeys, component: Step };
