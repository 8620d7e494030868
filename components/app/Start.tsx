import { Box, Text } from "ink";
import type { DraftNote } from "../../src/settings/draft-note.ts";
import { sanitize } from "../../src/system/text.ts";
import { cutColumns, padColumns } from "../../src/system/text-width.ts";
import { accept, help, moving, quit } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { helpRows } from "../layout.ts";
import { theme } from "../theme.ts";
import { when } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Menu } from "../ui/list/Menu.tsx";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import type { Beginning, Beginnings } from "./beginning.ts";

interface Props extends Beginnings {
  readonly onChoose: (beginning: Beginning) => void;
  readonly onCommand: (command: Command) => void;
}

const itemsOf = ({ presets, built, draft }: Props, width: number): { label: string; value: Beginning }[] => {
  // A row that wraps would push the others off the screen.
  const column = (first: string, second: string) =>
    cutColumns(`${padColumns(sanitize(first), 22)} ${sanitize(second).trim()}`, width, signs.more);
  const draftLabel = (note: DraftNote) => {
    if ("problem" in note) return column("Draft", `cannot be read: ${note.problem}`);
    return column(
      `Go on with ${note.name}`,
      note.building ? "its build was interrupted" : `draft, changed ${when(new Date(note.changedAt))}`,
    );
  };
  const builtAt = (name: string) => {
    const image = built.find((one) => one.name === name);
    return image ? `, built ${when(image.at)}` : "";
  };
  return [
    ...(draft ? [{ label: draftLabel(draft), value: { kind: "draft" } as const }] : []),
    { label: column("New image", "step by step"), value: { kind: "new" } },
    ...built.slice(0, 1).map(({ name, at }) => ({
      label: column("Last release", `${name}, ${when(at)}: inspect, boot, serve`),
      value: { kind: "release", name } as const,
    })),
    ...presets.map((preset) => ({
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
  const { body, list } = useLayout({ question: 2, note: helpRows }, 3);
  return (
    <Frame title="thinsmith" context="images for machines without disks" screen={startScreen}>
      <Text>Which image?</Text>
      <Box marginTop={1} flexDirection="column">
        <Menu
          screen={startScreen}
          items={itemsOf(props, body.columns - 3)}
          height={list.rows}
          onSelect={props.onChoose}
          onCommand={props.onCommand}
        />
      </Box>
      <Box marginTop={1} flexDirection="column">
        <Paragraph
          {...theme.quiet}
          text="A preset is a complete set of choices to begin with. Nothing is built before you say so."
        />
      </Box>
    </Frame>
  );
};

export const startScreen: Screen<Props> = {
  title: "The first screen",
  bindings: [...moving, accept("choose"), help, quit],
  component: Start,
};
