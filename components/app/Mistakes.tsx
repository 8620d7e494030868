import { Text } from "ink";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { back, help, moving, quit } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { useLayout } from "../ui/useLayout.ts";

interface Props {
  readonly title: string;
  /** Sentences, one a line. */
  readonly text: string;
  readonly onCommand: (command: Command) => void;
}

/** Why something cannot be opened: a text that scrolls, such as the list of a preset's mistakes. */
export const Mistakes = ({ title, text, onCommand }: Props) => {
  const { body, list: room } = useLayout({ spare: 1 }, 3);
  const lines = text.split("\n").flatMap((line) => {
    // Wrapping drops the indent by which lists are told from sentences.
    const indent = /^ */.exec(line)?.[0] ?? "";
    const [first = "", ...more] = wrapWords(sanitize(line), body.columns - 4 - indent.length, true);
    return [`${indent}${first}` || " ", ...more];
  });
  const list = useList(lines, room.rows);
  useKeymap(mistakesScreen, (command) => {
    if (["back", "quit"].includes(command)) onCommand(command);
    else list.handle(command);
  });
  return (
    <Frame title={title} screen={mistakesScreen}>
      <Rows list={list} row={(line) => <Text wrap="truncate">{line}</Text>} />
    </Frame>
  );
};

export const mistakesScreen: Screen<Props> = {
  title: "Why something cannot be opened",
  bindings: [...moving, back, help, quit],
  component: Mistakes,
};
