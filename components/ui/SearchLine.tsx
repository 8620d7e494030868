import { Box, Text } from "ink";
import { useState } from "react";
import { searchKeys } from "../keys/bindings.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { TextLine } from "./TextLine.tsx";
import { editing, editText, insert, type TextEdit } from "./text-edit.ts";

/** What a list is searched for: every word has to be in a row, in upper or lower case. */
export const useSearch = () => {
  const [edit, setEdit] = useState<TextEdit>(editing(""));
  const [isOpen, setOpen] = useState(false);
  const words = edit.text.toLowerCase().split(/\s+/).filter(Boolean);
  return {
    edit,
    setEdit,
    isOpen,
    text: edit.text,
    open: () => setOpen(true),
    close: () => setOpen(false),
    matches: (row: string) => words.every((word) => row.toLowerCase().includes(word)),
  };
};

interface Props {
  readonly search: ReturnType<typeof useSearch>;
  readonly onQuit: () => void;
  /** Called whenever the text has changed. */
  readonly onText?: () => void;
}

/** Takes the keys while it is mounted. */
const Typing = ({ search, onQuit, onText }: Props) => {
  // Several keys may come before the next frame.
  const take = (next: (old: TextEdit) => TextEdit) => {
    search.setEdit(next);
    onText?.();
  };
  useKeymap(
    searchKeys,
    (command) => {
      if (command === "accept") search.close();
      else if (command === "back") {
        take(() => editing(""));
        search.close();
      } else if (command === "quit") onQuit();
      else take((old) => editText(old, command));
    },
    (text) => take((old) => insert(old, text)),
  );
  return <TextLine edit={search.edit} width={40} />;
};

/** The line above a list that says what is searched for. */
export const SearchLine = (props: Props) => {
  const { search } = props;
  return (
    <Box height={1} marginBottom={1} flexShrink={0}>
      <Text {...(search.isOpen ? theme.accent : theme.idle)}>/ </Text>
      {search.isOpen ? <Typing {...props} /> : <Text {...theme.quiet}>{search.text}</Text>}
    </Box>
  );
};
