import { Box, Text } from "ink";
import { useState } from "react";
import { itemOf, itemText } from "../../../src/settings/text-form.ts";
import { harmless } from "../../../src/system/text.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { useTerminalSize } from "../../terminal/useTerminalSize.ts";
import { Frame } from "../../ui/Frame.tsx";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { Rows } from "../../ui/Rows.tsx";
import { TextEntry } from "../../ui/TextEntry.tsx";
import { useList } from "../../ui/useList.ts";
import type { EditorProps } from "./props.ts";

interface Props extends EditorProps {
  /** Dotted name of the setting. */
  readonly name: string;
}

/** A list of what a person writes: added, changed, removed one by one; their order counts. */
export const ListEditor = ({ name, title, help, value, check, onChange, onBack, onQuit }: Props) => {
  const items = value as readonly unknown[];
  const { rows } = useTerminalSize();
  /** Which item is being written; the one behind the last is a new one. */
  const [writing, setWriting] = useState<number>();
  const height = Math.max(3, rows - 11);
  const list = useList(items.length, height);
  const { cursor } = list.window;
  useKeymap("list", (command) => {
    if (command === "back") onBack();
    else if (command === "quit") onQuit();
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
  const rowsShown = items.map((item, index) => ({
    key: String(index),
    text: harmless(itemText(name, item)),
  }));
  return (
    <Frame title={title} context={`${items.length}`} screen={writing === undefined ? "list" : "text"}>
      {items.length === 0 ? (
        <Text dimColor> none; a adds one</Text>
      ) : (
        <Rows
          items={rowsShown}
          window={list.window}
          height={height}
          keyOf={({ key }) => key}
          row={({ text }) => <Text wrap="truncate">{text}</Text>}
        />
      )}
      <Box marginTop={1} flexDirection="column">
        {writing === undefined ? (
          <Paragraph dimColor text={help} />
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
            onQuit={onQuit}
          />
        )}
      </Box>
    </Frame>
  );
};
