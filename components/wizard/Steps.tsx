import { Box, Text } from "ink";
import { differences } from "../../src/settings/difference.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { inStep, steps } from "../../src/settings/steps.ts";
import { sanitize } from "../../src/system/text.ts";
import { accept, betweenSteps, clientSize, help, moving, quit } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { estimateRows, helpRows } from "../layout.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { Estimate } from "./Estimate.tsx";
import { stepSummary } from "./step-summary.ts";

interface Props {
  readonly settings: Settings;
  readonly original: Settings;
  readonly at: number;
  /** Steps that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** Why the draft could not be saved. */
  readonly warning: string | undefined;
  readonly onOpen: (step: number) => void;
  readonly onCommand: (command: Command) => void;
}

/** All steps, each with what is chosen in it. */
export const Steps = ({ settings, original, at, seen, warning, onOpen, onCommand }: Props) => {
  const { body, list: room, panes } = useLayout({ about: helpRows, estimate: estimateRows }, 4);
  const list = useList(steps, Math.min(steps.length, room.rows), at);
  const { cursor } = list.window;
  useKeymap(stepsScreen, (command) => {
    if (command === "accept") onOpen(cursor);
    else if (command === "nextStep") list.handle("down");
    else if (command === "previousStep") list.handle("up");
    else if (["summary", "save", "lessMemory", "moreMemory", "back", "quit"].includes(command))
      onCommand(command);
    else list.handle(command);
  });
  const said = stepSummary(settings);
  const changed = new Set(differences(original, settings).map(({ name }) => name));
  return (
    <Frame
      title={panes ? "Steps" : "thinsmith"}
      context={`${sanitize(settings.name)}${changed.size > 0 ? "   *draft, kept as you go" : ""}`}
      screen={stepsScreen}
    >
      <Rows
        list={list}
        row={(step) => (
          <Text wrap="truncate">
            {seen.has(step.name) ? <Text {...theme.good}>{signs.done}</Text> : " "}{" "}
            <Text {...theme.emphasis}>{step.title.padEnd(10)}</Text> {sanitize(said[step.name] ?? "")}
            <Text {...theme.quiet}>
              {[...changed].some((name) => inStep(step, name)) ? ` ${signs.changed}` : ""}
            </Text>
          </Text>
        )}
      />
      <Box marginTop={1} flexDirection="column" width={body.columns}>
        <Paragraph text={list.here?.about ?? ""} />
      </Box>
      <Box flexGrow={1} />
      {warning ? (
        <Text {...theme.warning} wrap="truncate">{`${signs.warning} ${sanitize(warning)}`}</Text>
      ) : null}
      <Estimate settings={settings} />
    </Frame>
  );
};

export const stepsScreen: Screen<Props> = {
  title: "The steps",
  bindings: [
    accept("change"),
    ...moving,
    ...betweenSteps,
    { keys: ["p"], command: "save", label: "save preset" },
    { keys: ["esc", "left", "h"], command: "back", label: "start" },
    ...clientSize,
    help,
    quit,
  ],
  component: Steps,
};
