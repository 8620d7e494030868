import { Box } from "ink";
import { useState } from "react";
import { textWidth } from "../../src/system/text-width.ts";
import { textKeys } from "../keys/bindings.ts";
import type { Command } from "../keys/keys.ts";
import { theme } from "../theme.ts";
import { LineEntry } from "./LineEntry.tsx";
import { Paragraph } from "./Paragraph.tsx";
import { signs } from "./signs.ts";
import { useLayout } from "./useLayout.ts";

interface Props {
  readonly label: string;
  readonly start: string;
  /** What is there already: to take that changes nothing. It is `start` without. */
  readonly old?: string;
  /** Says, while it is written, what is wrong with it. */
  readonly check: (text: string) => string | undefined;
  /** Says, while it is written, what will be taken of it. */
  readonly note?: (text: string) => string | undefined;
  /** Gets only what `check` found right. */
  readonly onTake: (text: string) => void;
  readonly onBack: () => void;
  /** Gets "quit", "undo" and "redo", where the line is all that takes keys. */
  readonly onCommand?: (command: Command) => void;
}

/** One line to write, which cannot be taken while something is wrong with it. */
export const TextEntry = ({ label, start, old = start, check, note, onTake, onBack, onCommand }: Props) => {
  const [text, setText] = useState(start);
  const { columns } = useLayout().body;
  const problemOf = (written: string) => (written === old ? undefined : check(written));
  const problem = problemOf(text);
  const noted = text === old || problem !== undefined ? undefined : note?.(text);
  return (
    <Box flexDirection="column" flexShrink={0}>
      <LineEntry
        sign={label}
        start={start}
        screen={textKeys}
        width={Math.max(10, columns - textWidth(label) - 4)}
        onText={setText}
        onTake={(written) => {
          if (written === old) onBack();
          else if (problemOf(written) === undefined) onTake(written);
        }}
        onBack={onBack}
        onCommand={onCommand}
      />
      {problem === undefined ? (
        <Paragraph {...theme.quiet} text={noted ?? ""} />
      ) : (
        <Paragraph {...theme.warning} text={`${signs.warning} ${problem}`} />
      )}
    </Box>
  );
};
