import { Box, Text } from "ink";
import { presetName } from "../../src/grammar/grammar.ts";
import type { PresetEntry } from "../../src/settings/preset-list.ts";
import { textKeys } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/Frame.tsx";
import { TextEntry } from "../ui/TextEntry.tsx";

interface Props {
  readonly name: string;
  readonly presets: readonly PresetEntry[];
  readonly onSave: (name: string) => void;
  /** Gets "back" and "quit". */
  readonly onCommand: (command: Command) => void;
}

/** Under which name settings become a preset. */
export const SavePreset = ({ name, presets, onSave, onCommand }: Props) => {
  const own = presets.filter(({ origin }) => origin === "own").map((preset) => preset.name);
  return (
    <Frame title="Save preset" context={name} screen={savePresetScreen}>
      <TextEntry
        label="name"
        start=""
        check={(text) => presetName.safeParse(text.trim()).error?.issues[0]?.message}
        onTake={(text) => onSave(text.trim())}
        onBack={() => onCommand("back")}
        onQuit={() => onCommand("quit")}
      />
      <Box marginTop={1} flexDirection="column">
        <Text>The first screen lists the preset by its name. In a shell: thinsmith build NAME</Text>
        <Text {...theme.quiet} wrap="wrap">
          {own.length > 0
            ? `Yours so far: ${own.join(", ")}. A preset of the same name is replaced.`
            : "A preset of yours with the same name is replaced."}
        </Text>
      </Box>
    </Frame>
  );
};

export const savePresetScreen: Screen<Props> = { ...textKeys, component: SavePreset };
