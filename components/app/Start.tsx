import { Box, Text } from "ink";
import { harmless } from "../../src/system/text.ts";
import { cutColumns, padColumns } from "../../src/system/text-width.ts";
import type { Command } from "../keys/keys.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { Frame } from "../ui/Frame.tsx";
import { when } from "../ui/format.ts";
import { Menu } from "../ui/Menu.tsx";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import type { Beginning, Beginnings } from "./beginning.ts";

interface Props extends Beginnings {
  readonly onChoose: (beginning: Beginning) => void;
  readonly onCommand: (command: Command) => void;
}

const itemsOf = (
  { presets, built, draft }: Props,
  width: number,
): { key: string; label: string; value: Beginning }[] => {
  // A row that wraps would push the others off the screen.
  const column = (first: string, second: string) =>
    cutColumns(`${padColumns(harmless(first), 22)} ${harmless(second).trim()}`, width, signs.more);
  const last = built[0];
  const builtAt = (name: string) => {
    const image = built.find((one) => one.name === name);
    return image ? `, built ${when(image.at)}` : "";
  };
  return [
    ...(draft
      ? [
          {
            key: "draft",
            label: column(
              `Go on with ${draft.name}`,
              draft.building
                ? "its build was interrupted"
                : `draft, changed ${when(new Date(draft.changedAt))}`,
            ),
            value: { kind: "draft" } as const,
          },
        ]
      : []),
    { key: "new", label: column("New image", "step by step"), value: { kind: "new" } },
    ...(last
      ? [
          {
            key: "release",
            label: column("Last release", `${last.name}, ${when(last.at)}: inspect, boot, serve`),
            value: { kind: "release", name: last.name } as const,
          },
        ]
      : []),
    ...presets.map((preset) => ({
      key: `preset ${preset.name}`,
      label: column(
        preset.name,
        `${preset.problem ? `cannot be used: it ${preset.problem}` : preset.description}${preset.origin === "own" ? " (own)" : ""}${builtAt(preset.name)}`,
      ),
      value: { kind: "preset", preset } as const,
    })),
  ];
};

/** What to begin with: the draft, a new image, a preset, the last release. */
export const Start = (props: Props) => {
  const { columns, rows } = useTerminalSize();
  return (
    <Frame title="thinsmith" context="images for machines without disks" screen="start">
      <Text>Which image?</Text>
      <Box marginTop={1} flexDirection="column">
        <Menu
          screen="start"
          items={itemsOf(props, columns - 5)}
          height={Math.max(3, rows - 11)}
          onSelect={props.onChoose}
          onCommand={props.onCommand}
        />
      </Box>
      <Box marginTop={1} flexDirection="column">
        <Paragraph
          dimColor
          text="A preset is a complete set of choices to begin with. Nothing is built before you say so."
        />
      </Box>
    </Frame>
  );
};
