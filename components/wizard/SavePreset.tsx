import { Box, Text } from "ink";
import { useState } from "react";
import { presetName } from "../../src/grammar/grammar.ts";
import type { PresetEntry } from "../../src/settings/preset-list.ts";
import { textKeys } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { signs } from "../ui/signs.ts";
import { TextEntry } from "../ui/TextEntry.tsx";

interface Props {
  readonly name: string;
  readonly presets: readonly PresetEntry[];
  /** Resolves with whether the preset is saved: one of that name is there, and was not to be replaced. */
  readonly onSave: (name: string, replace: boolean) => Promise<boolean>;
  /** Gets "back" and "quit". */
  readonly onCommand: (command: Command) => void;
}

/** Under which name settings become a preset. */
export const SavePreset = ({ name, presets, onSave, onCommand }: Props) => {
  const own = presets.filter(({ origin }) => origin === "own").map((preset) => preset.name);
  /** The name of a preset that would be replaced: a second Enter says so. */
  const [replacing, setReplacing] = useState<string>();
  const take = async (taken: string) => {
    if (!(await onSave(taken, replacing === taken))) setReplacing(taken);
  };
  return (
    <Frame title="Save preset" context={name} screen={savePresetScreen}>
      <TextEntry
        label="name"
        start=""
        check={(text) => presetName.safeParse(text.trim()).error?.issues[0]?.message}
        onTake={(text) => void take(text.trim())}
        onBack={() => onCommand("back")}
        onQuit={() => onCommand("quit")}
      />
      <Box marginTop={1} flexDirection="column">
        <Text>The first screen lists the preset by its name. In a shell: thinsmith build NAME</Text>
        {own.length > 0 ? (
          <Text {...theme.quiet} wrap="wrap">
            Yours so far: {own.join(", ")}.
          </Text>
        ) : null}
        {replacing ? (
          <Text {...theme.warning}>
            {signs.warning} There is a preset {replacing}. Enter again replaces it; esc keeps it.
          </Text>
        ) : null}
      </Box>
    </Frame>
  );
};

export const savePresetScreen: Screen<Props> = { ...textKeys, component: SavePreset };
