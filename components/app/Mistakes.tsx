import { Text } from "ink";
import { useMemo } from "react";
import type { SettingsError, SettingsIssue } from "../../src/settings/parse.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { back, help, moving, quit } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { widestText } from "../layout.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { useSidePanes } from "../ui/frame/panes.ts";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { useLayout } from "../ui/useLayout.ts";
import { mistakeSection } from "./mistake-section.ts";

/** Mistakes in settings, and what can be done about them. */
export interface MistakesFound {
  readonly error: SettingsError;
  readonly remedies: readonly string[];
}

interface Props {
  readonly title: string;
  /** Sentences, one a line. */
  readonly text: string;
  /** In place of the text, where the mistakes are known one by one. */
  readonly found?: MistakesFound | undefined;
  readonly onCommand: (command: Command) => void;
}

/** A line of the text, or a part of it; the mistake that it is about. */
interface Row {
  readonly text: string;
  readonly issue?: SettingsIssue;
}

const linesOf = (text: string, found: MistakesFound | undefined): Row[] => [
  ...(found ? [{ text: found.error.head }, ...found.error.lines] : []),
  ...[...(found?.remedies.flatMap((remedy) => ["", remedy]) ?? []), ...(found ? [] : text.split("\n"))].map(
    (one) => ({ text: one }),
  ),
];

const rowsOf = ({ text, ...about }: Row, columns: number): Row[] => {
  // Wrapping drops the indent by which lists are told from sentences.
  const indent = /^ */.exec(text)?.[0] ?? "";
  const [first = "", ...more] = wrapWords(sanitize(text), columns - 4 - indent.length, true);
  return [first, ...more].map((line) => ({ text: `${indent}${line}` || " ", ...about }));
};

/** Why something cannot be opened: a text that scrolls, such as the list of a preset's mistakes. */
export const Mistakes = (props: Props) => {
  const { title, text: all, found, onCommand } = props;
  const around = useSidePanes();
  const { left } = around;
  const { body, list: room } = useLayout({ spare: 1 }, 3, { left, right: found ? true : around.right });
  const columns = Math.min(body.columns, widestText);
  const lines = useMemo(
    () => linesOf(all, found).flatMap((line) => rowsOf(line, columns)),
    [all, found, columns],
  );
  const list = useList(lines, room.rows);
  // Above the first mistake its setting is shown, and below the last one the last one's.
  const at = list.window.cursor;
  const issue =
    lines.slice(at).find((line) => line.issue)?.issue ?? lines.findLast((line) => line.issue)?.issue;
  const panes = useMemo(
    () => ({
      left,
      right: found ? (issue ? [mistakeSection(issue, found.error.input)] : []) : around.right,
    }),
    [found, issue, left, around.right],
  );
  useKeymap(mistakesScreen, (command) => {
    if (["back", "quit"].includes(command)) onCommand(command);
    else list.handle(command);
  });
  return (
    <Frame title={title} screen={mistakesScreen} panes={panes}>
      <Rows list={list} row={({ text }) => <Text wrap="truncate">{text}</Text>} />
    </Frame>
  );
};

export const mistakesScreen: Screen<Props> = {
  title: "Why something cannot be opened",
  bindings: [...moving, back, help, quit],
  component: Mistakes,
};
