import { Box, Text } from "ink";
import { useState } from "react";
import { textKeys } from "../keys/bindings.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { theme } from "../theme.ts";
import { Paragraph } from "./Paragraph.tsx";
import { signs } from "./signs.ts";
import { TextLine } from "./TextLine.tsx";
import { editing, editText, insert } from "./text-edit.ts";

interface Props {
  readonly label: string;
  readonly start: string;
  /** Says, while it is written, what is wrong with it. */
  readonly check: (text: string) => string | undefined;
  /** Gets only what `check` found right. */
  readonly onTake: (text: string) => void;
  readonly onBack: () => void;
  readonly onQuit: () => void;
}

/** One line to write, which cannot be taken while something is wrong with it. */
export const TextEntry = ({ label, start, check, onTake, onBack, onQuit }: Props) => {
  const [edit, setEdit] = useState(() => editing(start));
  const { columns } = useTerminalSize();
  const problem = edit.text === start ? undefined : check(edit.text);
  useKeymap(
    textKeys,
    (command) => {
      if (command === "back") onBack();
      else if (command === "quit") onQuit();
      else if (command === "accept") {
        if (edit.text === start) onBack();
        else if (problem === undefined) onTake(edit.text);
      } else setEdit((old) => editText(old, command));
    },
    (text) => setEdit((old) => insert(old, text)),
  );
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box columnGap={1}>
        <Text {...theme.accent}>{label}</Text>
        <TextLine edit={edit} width={Math.max(10, columns - label.length - 6)} />
      </Box>
      <Paragraph {...theme.warning} text={problem === undefined ? "" : `${signs.warning} ${problem}`} />
    </Box>
  );
};
