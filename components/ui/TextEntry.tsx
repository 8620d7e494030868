import { Box } from "ink";
import { useState } from "react";
import { textWidth } from "../../src/system/text-width.ts";
import { textKeys } from "../keys/bindings.ts";
import { theme } from "../theme.ts";
import { LineEntry } from "./LineEntry.tsx";
import { Paragraph } from "./Paragraph.tsx";
import { signs } from "./signs.ts";
import { useLayout } from "./useLayout.ts";

interface Props {
  readonly label: string;
  readonly start: string;
  /** Says, while it is written, what is wrong with it. */
  readonly check: (text: string) => string | undefined;
  /** Gets only what `check` found right. */
  readonly onTake: (text: string) => void;
  readonly onBack: () => void;
  readonly onQuit?: () => void;
}

/** One line to write, which cannot be taken while something is wrong with it. */
export const TextEntry = ({ label, start, check, onTake, onBack, onQuit }: Props) => {
  const [text, setText] = useState(start);
  const { columns } = useLayout().body;
  const problemOf = (written: string) => (written === start ? undefined : check(written));
  const problem = problemOf(text);
  return (
    <Box flexDirection="column" flexShrink={0}>
      <LineEntry
        sign={label}
        start={start}
        screen={textKeys}
        width={Math.max(10, columns - textWidth(label) - 4)}
        onText={setText}
        onTake={(written) => {
          if (written === start) onBack();
          else if (problemOf(written) === undefined) onTake(written);
        }}
        onBack={onBack}
        onQuit={onQuit}
      />
      <Paragraph {...theme.warning} text={problem === undefined ? "" : `${signs.warning} ${problem}`} />
    </Box>
  );
};
