import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import type { PresetEntry } from "../../src/settings/preset-list.ts";
import { harmless } from "../../src/system/text.ts";
import { useKeymap } from "../hooks/useKeymap.ts";
import { useTerminalSize } from "../hooks/useTerminalSize.ts";
import type { Command } from "../keys.ts";
import { signs } from "../signs.ts";
import { Frame } from "../ui/Frame.tsx";

interface Props {
  readonly presets: readonly PresetEntry[];
  /** What is wrong with the preset that was chosen last. */
  readonly mistake?: string;
  readonly onChoose: (preset: PresetEntry) => void;
  readonly onCommand: (command: Command) => void;
}

const labelOf = ({ name, origin, description }: PresetEntry) =>
  harmless(`${name.padEnd(20)} ${description}${origin === "own" ? "  (own)" : ""}`);

/** Which preset to begin with. */
export const Start = ({ presets, mistake, onChoose, onCommand }: Props) => {
  useKeymap("start", onCommand);
  const { rows } = useTerminalSize();
  return (
    <Frame title="thinsmith" context="images for machines without disks" screen="start">
      <Text>Which image?</Text>
      <Box marginTop={1} flexDirection="column">
        <SelectInput
          items={presets.map((preset) => ({ key: preset.name, label: labelOf(preset), value: preset }))}
          limit={Math.max(3, rows - 12)}
          onSelect={({ value }) => onChoose(value)}
        />
      </Box>
      <Box marginTop={1} flexDirection="column">
        {mistake ? <Text color="yellow">{`${signs.warning} ${mistake}`}</Text> : null}
        <Text dimColor>
          A preset is a complete set of choices. The next screen shows them; nothing is built before you say
          so. Own presets come from: thinsmith preset save NAME --set ...
        </Text>
      </Box>
    </Frame>
  );
};
