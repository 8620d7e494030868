import { Box, Text } from "ink";
import { useState } from "react";
import { accept, back, help, leave, moving, search } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { helpRows, searchRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { SearchList, useSearch } from "../../ui/list/SearchList.tsx";
import { useList } from "../../ui/list/useList.ts";
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
}

/** Takes one of several values. */
export const ChoiceEditor = ({ title, help, value, options, onChange, onBack }: Props) => {
  const { body, list: room } = useLayout({ search: searchRows, help: helpRows }, 3);
  const [problem, setProblem] = useState<string>();
  const search = useSearch();
  const shown = options.filter((option) => search.matches(`${option.value} ${option.says}`));
  const chosen = options.findIndex((option) => option.value === value);
  const list = useList(shown, room.rows, Math.max(0, chosen));
  const { here } = list;
  useKeymap(choiceKeys, (command) => {
    if (command === "back") onBack();
    else if (command === "search") search.open();
    else if (command === "accept") {
      if (here && !here.problem) {
        const wrong = onChange(here.value);
        if (wrong === undefined) onBack();
        else setProblem(wrong);
      }
    } else {
      setProblem(undefined);
      list.handle(command);
    }
  });
  const width = Math.min(36, Math.max(0, ...options.map((option) => String(option.value).length)) + 1);
  return (
    <SearchList
      {...{ title, search, list }}
      context={`${shown.length} of ${options.length}`}
      screen={choiceKeys}
      empty=""
      row={({ says, problem: barred, value: one }) => (
        <Text wrap="truncate" {...(barred !== undefined && theme.quiet)}>
          {one === value ? signs.done : " "} {String(one).padEnd(width)} {says}
        </Text>
      )}
    >
      <Box marginTop={1} width={body.columns} flexDirection="column">
        {(problem ?? here?.problem) ? (
          <Paragraph {...theme.warning} text={`${signs.warning} ${problem ?? here?.problem}`} />
        ) : (
          <Paragraph {...theme.quiet} text={shown.length === 0 ? "Nothing matches; esc shows all." : help} />
        )}
      </Box>
    </SearchList>
  );
};

export const choiceKeys: ScreenKeys = {
  title: "A list of which you choose one",
  bindings: [accept("choose"), ...moving, search, back, help, leave],
};
