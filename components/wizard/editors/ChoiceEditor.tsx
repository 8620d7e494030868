import { Box, Text } from "ink";
import { textWidth } from "../../../src/system/text-width.ts";
import { help, leave, picking, searching, toAll, toBack } from "../../keys/bindings.ts";
import type { Binding, ScreenKeys } from "../../keys/keys.ts";
import { helpRows, searchRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { findRows } from "../../ui/list/find-rows.ts";
import { PickList } from "../../ui/list/PickList.tsx";
import { useList } from "../../ui/list/useList.ts";
import { usePickKeys, usePickLine, usePickProblem } from "../../ui/list/usePick.ts";
import { Marked } from "../../ui/Marked.tsx";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { signs } from "../../ui/signs.ts";
import { useLayout } from "../../ui/useLayout.ts";
import type { EditorProps } from "./props.ts";

/** One value of a choice, with what it means. */
export interface Option {
  readonly value: unknown;
  readonly says: string;
  /** Why it cannot be chosen here. */
  readonly problem?: string;
}

interface Props extends EditorProps {
  readonly options: readonly Option[];
  /** Whether a value that is not among them can be written. */
  readonly open?: boolean;
}

/** The mark of the chosen one, the list's cursor and arrows, and blanks between them. */
const besideRow = 8;

/** Takes one of several values. */
export const ChoiceEditor = (props: Props) => {
  const { title, help: meaning, value, options, open = false, check, onChange, onBack } = props;
  const { body, list: room } = useLayout({ search: searchRows, help: helpRows }, 3);
  const line = usePickLine();
  const find = (among: readonly Option[]) =>
    findRows(among, (option) => [String(option.value), option.says], line.query);
  const { query } = line;
  const own = open && query !== "" && !options.some((option) => option.value === query);
  // Behind what the letters find: they are the beginning of a word that is searched for, most of the time.
  const written = own && check(query) === undefined ? find([{ value: query, says: "your own value" }]) : [];
  const shown = [...find(options), ...written];
  const start = Math.max(
    0,
    options.findIndex((option) => option.value === value),
  );
  const list = useList(shown, room.rows, start);
  const { problem, say } = usePickProblem(line, list);
  const here = list.here?.item;
  const screen = usePickKeys({
    ...{ line, list, start },
    keys: { all: choiceKeys, writing: choiceSearchKeys, found: choiceFoundKeys },
    onCommand: (command) => {
      if (command === "back") onBack();
      else if (command === "accept" && here && !here.problem) {
        const wrong = onChange(here.value);
        if (wrong === undefined) onBack();
        else say(wrong);
      }
    },
  });
  const width = Math.min(36, Math.max(0, ...options.map((option) => String(option.value).length)) + 1);
  const wrong = here?.problem ?? problem;
  const isCut = here && width + textWidth(here.says) + besideRow > body.columns;
  const said = isCut ? `${String(here.value)}: ${here.says}. ${meaning}` : meaning;
  return (
    <PickList
      {...{ title, line, list, screen }}
      context={`${shown.length - written.length} of ${options.length}`}
      empty=""
      row={({ item, marks: [ofValue = [], ofWords = []] }) => (
        <Text wrap="truncate" {...(item.problem !== undefined && theme.quiet)}>
          {item.value === value ? signs.done : " "} <Marked text={String(item.value)} marks={ofValue} />
          {" ".repeat(Math.max(0, width - String(item.value).length))}{" "}
          <Marked text={item.says} marks={ofWords} />
        </Text>
      )}
    >
      <Box marginTop={1} width={body.columns} flexDirection="column">
        {wrong ? (
          <Paragraph {...theme.warning} text={`${signs.warning} ${wrong}`} />
        ) : (
          <Paragraph {...theme.quiet} text={shown.length === 0 ? "Nothing matches; esc shows all." : said} />
        )}
      </Box>
    </PickList>
  );
};

const take: Binding = { keys: ["enter"], command: "accept", label: "take it" };

export const choiceKeys: ScreenKeys = {
  title: "Choose one from a list",
  bindings: [take, ...picking, toBack, help, leave],
};

export const choiceSearchKeys: ScreenKeys = {
  title: "Choose one from a list, while you search",
  bindings: [take, ...searching, toAll, leave],
};

export const choiceFoundKeys: ScreenKeys = {
  title: "Choose one from a list, among the results",
  bindings: [take, ...searching, toAll, help, leave],
};
