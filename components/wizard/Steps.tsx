import { Box, Text } from "ink";
import { differences } from "../../src/settings/difference.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { inStep, steps } from "../../src/settings/steps.ts";
import { harmless } from "../../src/system/text.ts";
import type { Command } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { Frame } from "../ui/Frame.tsx";
import { Paragraph } from "../ui/Paragraph.tsx";
import { Rows } from "../ui/Rows.tsx";
import { signs } from "../ui/signs.ts";
import { useList } from "../ui/useList.ts";
import { Estimate } from "./Estimate.tsx";
import { stepSummary } from "./step-summary.ts";

interface Props {
  readonly settings: Settings;
  readonly original: Settings;
  /** The step that the cursor is on. */
  readonly at: number;
  /** Steps that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** Why the draft could not be saved. */
  readonly warning?: string;
  readonly onOpen: (step: number) => void;
  readonly onCommand: (command: Command) => void;
}

/** The hub: every step with what is chosen in it. */
export const Steps = ({ settings, original, at, seen, warning, onOpen, onCommand }: Props) => {
  const { columns, rows } = useTerminalSize();
  const height = Math.max(4, Math.min(steps.length, rows - 12));
  const list = useList(steps.length, height, at);
  const { cursor } = list.window;
  useKeymap("steps", (command) => {
    if (command === "accept") onOpen(cursor);
    else if (command === "nextStep") list.handle("down");
    else if (command === "previousStep") list.handle("up");
    else if (["summary", "save", "back", "quit"].includes(command)) onCommand(command);
    else list.handle(command);
  });
  const said = stepSummary(settings);
  const changed = new Set(differences(original, settings).map(({ name }) => name));
  return (
    <Frame
      title="thinsmith"
      context={`${harmless(settings.name)}${changed.size > 0 ? "   *draft, kept as you go" : ""}`}
      screen="steps"
    >
      <Rows
        items={steps}
        window={list.window}
        height={height}
        keyOf={({ name }) => name}
        row={(step) => (
          <Text wrap="truncate">
            {seen.has(step.name) ? <Text color="green">{signs.done}</Text> : " "}{" "}
            <Text bold>{step.title.padEnd(10)}</Text> {harmless(said[step.name] ?? "")}
            {[...changed].some((name) => inStep(step, name)) ? <Text dimColor> {signs.changed}</Text> : ""}
          </Text>
        )}
      />
      <Box marginTop={1} flexDirection="column" width={columns - 2}>
        <Paragraph text={steps[cursor]?.about ?? ""} />
      </Box>
      <Box flexGrow={1} />
      {warning ? <Text color="yellow" wrap="truncate">{`${signs.warning} ${harmless(warning)}`}</Text> : null}
      <Estimate settings={settings} />
    </Frame>
  );
};
