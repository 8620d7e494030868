import { Text } from "ink";
import { harmless } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import type { Command } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { Frame } from "../ui/Frame.tsx";
import { Rows } from "../ui/Rows.tsx";
import { useList } from "../ui/useList.ts";

interface Props {
  readonly title: string;
  /** Sentences, one a line. */
  readonly text: string;
  readonly onCommand: (command: Command) => void;
}

/** Why something could not be opened, all of it: a preset with mistakes has them listed. */
export const Mistakes = ({ title, text, onCommand }: Props) => {
  const { rows, columns } = useTerminalSize();
  const lines = text
    .split("\n")
    .flatMap((line) => wrapWords(harmless(line), columns - 6, true))
    .map((line) => line || " ");
  const height = Math.max(3, rows - 6);
  const list = useList(lines.length, height);
  useKeymap("mistakes", (command) => {
    if (["back", "quit"].includes(command)) onCommand(command);
    else list.handle(command);
  });
  return (
    <Frame title={title} screen="mistakes">
      <Rows
        items={lines.map((line, index) => ({ line, key: String(index) }))}
        window={list.window}
        height={height}
        keyOf={({ key }) => key}
        row={({ line }) => <Text wrap="truncate">{line}</Text>}
      />
    </Frame>
  );
};
