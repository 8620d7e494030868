import { Box, Text } from "ink";
import { useRef, useState } from "react";
import { sanitize } from "../../src/system/text.ts";
import { charactersOf, textWidth } from "../../src/system/text-width.ts";
import { searchKeys } from "../keys/bindings.ts";
import { ofScreen } from "../keys/keymaps.ts";
import type { Command, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { editing, editText, insert, shownPart, type TextEdit } from "./text-edit.ts";

/** The line with its cursor; where it is wider than its place, the part around the cursor. */
export const Line = ({ edit, width }: { readonly edit: TextEdit; readonly width: number }) => {
  const shownFrom = useRef(0);
  const characters = charactersOf(edit.text);
  const [from, end] = shownPart(characters.map(textWidth), edit.cursor, width, shownFrom.current);
  shownFrom.current = from;
  return (
    <Text>
      {sanitize(characters.slice(from, edit.cursor).join(""))}
      <Text {...theme.cursor}>{sanitize(characters[edit.cursor] ?? " ") || " "}</Text>
      {sanitize(characters.slice(edit.cursor + 1, end).join(""))}
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
  /** Gets what the screen decides about (quit, undo, redo), where the line is all that takes keys. */
  readonly onCommand?: ((command: Command) => void) | undefined;
}

/** The line editor: one line to write, which takes the keys while it is there. */
export const LineEntry = (props: Props) => {
  const { sign, start = "", screen = searchKeys, width = 40, onText, onTake, onBack, onCommand } = props;
  const [edit, setEdit] = useState<TextEdit>(() => editing(start));
  const change = (next: TextEdit) => {
    setEdit(next);
    if (next.text !== edit.text) onText?.(next.text);
  };
  useKeymap(
    screen,
    (command) => {
      if (ofScreen.includes(command)) onCommand?.(command);
      else if (command === "accept") onTake(edit.text);
      else if (command === "back") onBack();
      else change(editText(edit, command));
    },
    // A whole paste has no name. Keys with other names are no text.
    (text, key) => {
      if (key === "" || key === "space" || key === text) change(insert(edit, text));
    },
  );
  return (
    <Box columnGap={1}>
      <Text {...theme.accent}>{sign}</Text>
      <Line edit={edit} width={width} />
    </Box>
  );
};
