import { Box, Text } from "ink";
import { useRef, useState } from "react";
import { charactersOf, textWidth } from "../../src/system/text-width.ts";
import { searchKeys } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { editing, editText, insert, type TextEdit } from "./text-edit.ts";

/** The line with its cursor; where it is wider than its place, the part that ends at the cursor. */
const Line = ({ edit, width }: { readonly edit: TextEdit; readonly width: number }) => {
  const characters = [...charactersOf(edit.text), " "];
  let room = width;
  let from = edit.cursor + 1;
  while (from > 0 && room >= textWidth(characters[from - 1] ?? "")) {
    from -= 1;
    room -= textWidth(characters[from] ?? "");
  }
  let end = edit.cursor + 1;
  while (end < characters.length && room >= textWidth(characters[end] ?? "")) {
    room -= textWidth(characters[end] ?? "");
    end += 1;
  }
  return (
    <Text>
      {characters.slice(from, edit.cursor).join("")}
      <Text {...theme.cursor}>{characters[edit.cursor]}</Text>
      {characters.slice(edit.cursor + 1, end).join("")}
    </Text>
  );
};

interface Props {
  readonly sign: string;
  readonly start?: string;
  readonly screen?: ScreenKeys;
  readonly width?: number;
  /** Gets the text after each change. */
  readonly onText?: (text: string) => void;
  readonly onTake: (text: string) => void;
  readonly onBack: () => void;
  /** Ctrl+C, where the line is all that takes keys. */
  readonly onQuit?: (() => void) | undefined;
}

/** The line editor: one line to write, which takes the keys while it is there. */
export const LineEntry = (props: Props) => {
  const { sign, start = "", screen = searchKeys, width = 40, onText, onTake, onBack, onQuit } = props;
  const [shown, setShown] = useState<TextEdit>(() => editing(start));
  // Several keys may come before the next frame is drawn.
  const edit = useRef(shown);
  const change = (next: TextEdit) => {
    const changed = next.text !== edit.current.text;
    edit.current = next;
    setShown(next);
    if (changed) onText?.(next.text);
  };
  useKeymap(
    screen,
    (command) => {
      if (command === "quit") onQuit?.();
      else if (command === "accept") onTake(edit.current.text);
      else if (command === "back") onBack();
      else change(editText(edit.current, command));
    },
    // A whole paste may come at once.
    (text) => change(insert(edit.current, text)),
  );
  return (
    <Box columnGap={1}>
      <Text {...theme.accent}>{sign}</Text>
      <Line edit={shown} width={width} />
    </Box>
  );
};
