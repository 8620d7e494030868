import { Box, Text } from "ink";
import { useRef, useState } from "react";
import { searchKeys } from "../keys/bindings.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { TextLine } from "./TextLine.tsx";
import { editing, editText, insert, type TextEdit } from "./text-edit.ts";

interface Props {
  /** What stands before the line. */
  readonly sign: string;
  readonly start?: string;
  /** Gets the text after each change. */
  readonly onText?: (text: string) => void;
  readonly onTake: (text: string) => void;
  readonly onBack: () => void;
  /** Ctrl+C. */
  readonly onQuit: () => void;
}

/** A line to write at the bottom of a screen, with the keys of "search"; takes the keys while it is there. */
export const LineEntry = ({ sign, start = "", onText, onTake, onBack, onQuit }: Props) => {
  const [shown, setShown] = useState<TextEdit>(() => editing(start));
  // Several keys may come before the next frame.
  const edit = useRef(shown);
  const take = (next: TextEdit) => {
    const changed = next.text !== edit.current.text;
    edit.current = next;
    setShown(next);
    if (changed) onText?.(next.text);
  };
  useKeymap(
    searchKeys,
    (command) => {
      if (command === "quit") onQuit();
      else if (command === "accept") onTake(edit.current.text);
      else if (command === "back") onBack();
      else take(editText(edit.current, command));
    },
    // A whole paste, or what is typed quickly, may come at once.
    (text) => take(insert(edit.current, text)),
  );
  return (
    <Box>
      <Text {...theme.accent}>{sign} </Text>
      <TextLine edit={shown} width={40} />
    </Box>
  );
};
