import { Box, Text } from "ink";
import { useState } from "react";
import { itemOf, itemText } from "../../../src/settings/text-form.ts";
import { sanitize } from "../../../src/system/text.ts";
import { back, help, leave, moving, textKeys } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { helpRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { Frame } from "../../ui/frame/Frame.tsx";
import { Rows } from "../../ui/list/Rows.tsx";
import { useList } from "../../ui/list/useList.ts";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { TextEntry } from "../../ui/TextEntry.tsx";
import { useLayout } from "../../ui/useLayout.ts";
import type { EditorProps } from "./props.ts";

interface Props extends EditorProps {
  /** Dotted name of the setting. */
  readonly name: string;
}

/** A list of what a person writes: added, changed, removed one by one; their order counts. */
export const ListEditor = ({ name, title, help, value, check, onChange, onBack }: Props) => {
  const items = value as readonly unknown[];
  /** Which item is being written; the one behind the last is a new one. */
  const [writing, setWriting] = useState<number>();
  const height = useLayout({ entry: 2, help: helpRows }, 3).list.rows;
  const list = useList(items, height);
  const { cursor } = list.window;
  useKeymap(listKeys, (command) => {
    if (command === "back") onBack();
    else if (command === "add") setWriting(items.length);
    else if (command === "accept") setWriting(items.length === 0 ? 0 : cursor);
    else if (command === "remove") onChange(items.filter((_, index) => index !== cursor));
    else list.handle(command);
  });
  const withText = (text: string) => {
    const next = [...items];
    if (text.trim() === "") next.splice(writing ?? items.length, 1);
    else next[writing ?? items.length] = itemOf(name, text);
    return next;
  };
  return (
    <Frame title={title} context={`${items.length}`} screen={writing === undefined ? listKeys : textKeys}>
      {items.length === 0 ? (
        <Text {...theme.quiet}> none; a adds one</Text>
      ) : (
        <Rows list={list} row={(item) => <Text wrap="truncate">{sanitize(itemText(name, item))}</Text>} />
      )}
      <Box marginTop={1} flexDirection="column">
        {writing === undefined ? (
          <Paragraph {...theme.quiet} text={help} />
        ) : (
          <TextEntry
            key={writing}
            label={writing < items.length ? "change" : "add"}
            start={writing < items.length ? itemText(name, items[writing]) : ""}
            check={(text) => check(withText(text))}
            onTake={(text) => {
              onChange(withText(text));
              list.go(writing);
              setWriting(undefined);
            }}
            onBack={() => setWriting(undefined)}
          />
        )}
      </Box>
    </Frame>
  );
};

export const listKeys: ScreenKeys = {
  title: "A list that you write",
  bindings: [
    { keys: ["a"], command: "add", label: "add" },
    { keys: ["enter", "e"], command: "accept", label: "change" },
    { keys: ["x", "backspace"], command: "remove", label: "remove" },
    ...moving,
    back,
    help,
    leave,
  ],
};
