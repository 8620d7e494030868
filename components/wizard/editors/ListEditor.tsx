import { Box, Text } from "ink";
import { useState } from "react";
import { itemsOf, itemText } from "../../../src/settings/text-form.ts";
import { sanitize } from "../../../src/system/text.ts";
import { back, help, leave, moving, textKeys, undoing } from "../../keys/bindings.ts";
import type { Binding, Command, ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { helpRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { Frame } from "../../ui/frame/Frame.tsx";
import { Rows } from "../../ui/list/Rows.tsx";
import { useList } from "../../ui/list/useList.ts";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { TextEntry } from "../../ui/TextEntry.tsx";
import { editing, insert } from "../../ui/text-edit.ts";
import { useLayout } from "../../ui/useLayout.ts";
import { useLoaded } from "../../ui/useLoaded.ts";
import { ChoiceEditor } from "./ChoiceEditor.tsx";
import { offeredClients } from "./clients-seen.ts";
import type { EditorProps } from "./props.ts";

interface Props extends EditorProps {
  /** Dotted name of the setting. */
  readonly name: string;
}

/** Settings whose items begin with a client's address. */
const takesClients = (name: string): boolean => name === "serve.clients";
const none = async (): ReturnType<typeof offeredClients> => [];

/** A list of what a person writes: added, changed, removed one by one; their order counts. */
export const ListEditor = (props: Props) => {
  const { name, title, help, value, settings, check, mend, onChange, onBack } = props;
  const items = value as readonly unknown[];
  /** Which item is being written; the one behind the last is a new one. */
  const [writing, setWriting] = useState<number>();
  const [picking, setPicking] = useState(false);
  /** What a new item begins with. */
  const [begun, setBegun] = useState({ text: "", pasted: false });
  const seen = useLoaded(takesClients(name) ? offeredClients : none) ?? [];
  const height = useLayout({ entry: 2, help: helpRows }, 3).list.rows;
  const list = useList(items, height);
  const { cursor } = list.window;
  const screen = seen.length > 0 ? clientListKeys : listKeys;
  const write = (at: number, text = "", pasted = false) => {
    setBegun({ text, pasted });
    setWriting(at);
  };
  const handle = (command: Command) => {
    if (command === "back") onBack();
    else if (command === "add") write(items.length);
    else if (command === "lists") setPicking(true);
    else if (command === "accept") write(items.length === 0 ? 0 : cursor);
    else if (command === "remove") onChange(items.filter((_, index) => index !== cursor));
    else list.handle(command);
  };
  useKeymap(screen, handle, (text, key) => {
    // A paste has no name; a key that is not bound does nothing.
    const pasted = insert(editing(""), text).text.trim();
    if (key === "" && writing === undefined && pasted !== "") write(items.length, pasted, true);
  });
  const withText = (text: string) => {
    const at = writing ?? items.length;
    return [...items.slice(0, at), ...itemsOf(name, text), ...items.slice(at + 1)];
  };
  const noteOn = (text: string, mended: string | undefined) => {
    const several = itemsOf(name, text).length;
    return several > 1 ? `${several} entries` : mended && `taken as ${mended}`;
  };
  if (picking)
    return (
      <ChoiceEditor
        {...{ title, help, settings, check }}
        value={undefined}
        options={seen}
        onChange={(mac) => {
          write(items.length, `${mac} `);
          return undefined;
        }}
        onBack={() => setPicking(false)}
      />
    );
  return (
    <Frame title={title} context={`${items.length}`} screen={writing === undefined ? screen : textKeys}>
      {items.length === 0 ? (
        <Text {...theme.quiet}> none; press a to add one</Text>
      ) : (
        // The end of a key is its comment, which alone tells a person whose it is.
        <Rows
          list={list}
          row={(item) => <Text wrap="truncate-middle">{sanitize(itemText(name, item))}</Text>}
        />
      )}
      <Box marginTop={1} flexDirection="column">
        {writing === undefined ? (
          <Paragraph {...theme.quiet} text={help} />
        ) : (
          <TextEntry
            key={writing}
            label={writing < items.length ? "change" : "add"}
            start={writing < items.length ? itemText(name, items[writing]) : begun.text}
            {...(begun.pasted && { old: "" })}
            check={(text) => check(withText(text))}
            note={(text) => noteOn(text, mend?.(withText(text)))}
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

const add: Binding = { keys: ["a"], command: "add", label: "add" };
const others: readonly Binding[] = [
  { keys: ["enter", "e"], command: "accept", label: "change" },
  { keys: ["x", "backspace", "delete"], command: "remove", label: "remove" },
  ...moving,
  ...undoing,
  back,
  help,
  leave,
];

export const listKeys: ScreenKeys = {
  title: "A list of your own entries",
  takesPastes: true,
  bindings: [add, ...others],
};

export const clientListKeys: ScreenKeys = {
  title: "A list of clients",
  takesPastes: true,
  bindings: [add, { keys: ["c"], command: "lists", label: "a client seen" }, ...others],
};
