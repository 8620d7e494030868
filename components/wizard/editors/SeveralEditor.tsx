import { Box, Text } from "ink";
import { type ReactNode, useState } from "react";
import { padColumns, textWidth, wrapWords } from "../../../src/system/text-width.ts";
import { help, leave, moving, search, textKeys } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { helpRows, searchRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { SearchList, useSearch } from "../../ui/list/SearchList.tsx";
import { useList } from "../../ui/list/useList.ts";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { signs } from "../../ui/signs.ts";
import { TextEntry } from "../../ui/TextEntry.tsx";
import { useLayout } from "../../ui/useLayout.ts";
import type { EditorProps } from "./props.ts";

export interface Item {
  readonly value: string;
  readonly says: string;
  /** What it costs or saves, in words; at the right. */
  readonly size?: string;
}

interface Props extends EditorProps {
  readonly items: readonly Item[];
  readonly context: string;
  /** What may be added besides the items, if anything may. */
  readonly adding?: string;
  /** More of what is under the cursor, in up to three lines. */
  readonly about?: (item: Item) => ReactNode;
  /** Sentences about what is not in the list, but could be expected there. */
  readonly missing?: readonly string[];
}

/** Takes any number of values from a list, and of one's own where the setting allows. */
export const SeveralEditor = (props: Props) => {
  const { title, help, value, items, context, adding, about, missing = [] } = props;
  const { check, onChange, onBack } = props;
  const chosen = value as readonly string[];
  const { columns } = useLayout().body;
  const notes = missing.flatMap((sentence) => wrapWords(`${signs.warning} ${sentence}`, columns, true));
  const parts = { search: searchRows, help: helpRows, about: about ? 3 : 1, notes: notes.length };
  const { body, list: room } = useLayout(parts, 3);
  const [entry, setEntry] = useState(false);
  const [problem, setProblem] = useState<string>();
  const search = useSearch();
  const own = chosen.filter((one) => !items.some((item) => item.value === one));
  const all: readonly Item[] = [...items, ...own.map((one) => ({ value: one, says: "added by you" }))];
  const shown = all.filter((item) => search.matches(`${item.value} ${item.says}`));
  const list = useList(shown, room.rows);
  const { here } = list;
  useKeymap(severalKeys, (command) => {
    setProblem(undefined);
    if (command === "back") onBack();
    else if (command === "search") search.open();
    else if (command === "add") {
      if (adding) setEntry(true);
      else setProblem("Only what is in the list can be chosen here.");
    } else if (command === "toggle") {
      if (!here) return;
      const { value: one } = here;
      setProblem(onChange(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]));
    } else list.handle(command);
  });
  const width = Math.min(30, Math.max(8, ...all.map((item) => textWidth(item.value))) + 1);
  return (
    <SearchList
      {...{ title, context, search, list }}
      screen={entry ? textKeys : severalKeys}
      empty=""
      row={(item) => (
        <Text wrap="truncate">
          [{chosen.includes(item.value) ? "x" : " "}] {padColumns(item.value, width)}{" "}
          <Text {...theme.quiet}>{item.says}</Text>
        </Text>
      )}
      right={({ size }) => size}
    >
      <Box marginTop={1} width={body.columns} flexDirection="column">
        {entry ? (
          <TextEntry
            label={adding ?? ""}
            start=""
            check={(text) =>
              chosen.includes(text.trim()) ? "That is in the list already." : check([...chosen, text.trim()])
            }
            onTake={(text) => {
              onChange([...chosen, text.trim()]);
              setEntry(false);
            }}
            onBack={() => setEntry(false)}
          />
        ) : problem ? (
          <Paragraph {...theme.warning} text={`${signs.warning} ${problem}`} />
        ) : (
          <>
            <Paragraph {...theme.quiet} text={help} />
            {here && about ? about(here) : null}
            {missing.length > 0 ? <Text {...theme.warning}>{notes.join("\n")}</Text> : null}
          </>
        )}
      </Box>
    </SearchList>
  );
};

export const severalKeys: ScreenKeys = {
  title: "A list of which you choose any number",
  bindings: [
    { keys: ["space", "x"], command: "toggle", label: "choose" },
    ...moving,
    search,
    { keys: ["a"], command: "add", label: "add" },
    { keys: ["enter", "esc", "left", "h"], command: "back", label: "back" },
    help,
    leave,
  ],
};
