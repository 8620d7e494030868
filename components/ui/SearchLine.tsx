import { Box, Text } from "ink";
import { useState } from "react";
import { theme } from "../theme.ts";
import { LineEntry } from "./LineEntry.tsx";

/** What a list is searched for: every word has to be in a row, in upper or lower case. */
export const useSearch = () => {
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return {
    text,
    setText,
    isOpen,
    open: () => setOpen(true),
    close: () => setOpen(false),
    matches: (row: string) => words.every((word) => row.toLowerCase().includes(word)),
  };
};

interface Props {
  readonly search: ReturnType<typeof useSearch>;
  readonly onQuit: () => void;
  /** Called whenever the text has changed. */
  readonly onText: () => void;
}

/** The line above a list that says what is searched for; takes the keys while it is open. */
export const SearchLine = ({ search, onQuit, onText }: Props) => {
  const change = (text: string) => {
    search.setText(text);
    onText();
  };
  return (
    <Box height={1} marginBottom={1} flexShrink={0}>
      {search.isOpen ? (
        <LineEntry
          sign="/"
          start={search.text}
          onText={change}
          onTake={search.close}
          onBack={() => {
            change("");
            search.close();
          }}
          onQuit={onQuit}
        />
      ) : (
        <>
          <Text {...theme.idle}>/ </Text>
          <Text {...theme.quiet}>{search.text}</Text>
        </>
      )}
    </Box>
  );
};
