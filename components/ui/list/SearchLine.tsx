import { Box, Text } from "ink";
import { useState } from "react";
import { searchRows } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { LineEntry } from "../LineEntry.tsx";

/** What a menu is searched for, and whether the line to write it in is open. */
export const useSearch = () => {
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  return {
    text,
    setText,
    isOpen,
    /** A menu has a search line only while something is searched for. */
    rows: isOpen || text !== "" ? searchRows : 0,
    open: () => setOpen(true),
    close: () => setOpen(false),
  };
};
export type Search = ReturnType<typeof useSearch>;

interface Props {
  readonly search: Search;
  readonly onText: (text: string) => void;
  /** Esc: all rows are shown again. */
  readonly onBack: () => void;
}

/** The line above a menu in which a person writes what to search for; later what was written. */
export const SearchLine = ({ search, onText, onBack }: Props) => {
  if (search.rows === 0) return null;
  return (
    <Box height={1} marginBottom={1} flexShrink={0}>
      {search.isOpen ? (
        <LineEntry sign="/" start={search.text} onText={onText} onTake={search.close} onBack={onBack} />
      ) : (
        <Text {...theme.quiet}>{`/ ${search.text}`}</Text>
      )}
    </Box>
  );
};
