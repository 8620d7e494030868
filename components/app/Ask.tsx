import { Box, Text } from "ink";
import { useState } from "react";
import { sanitize } from "../../src/system/text.ts";
import { textWidth } from "../../src/system/text-width.ts";
import { textKeys, toBack } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { LineEntry } from "../ui/LineEntry.tsx";
import { Paragraph } from "../ui/Paragraph.tsx";
import { failureText } from "../ui/shown-error.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";

export interface AskProps {
  readonly title: string;
  /** What it is about, at the right of the title. */
  readonly context?: string;
  /** What is asked for, in a word. */
  readonly label: string;
  readonly start: string;
  readonly about: string;
  /** Says, while it is written, what is wrong with it; that is not taken. */
  readonly check?: (text: string) => string | undefined;
  /**
   * Takes what was written. Resolves with a sentence where it was not taken.
   * @param again whether the same was given before, and that sentence was read
   */
  readonly onTake: (text: string, again: boolean) => Promise<string | undefined>;
  /** Gets "back", "quit", "undo" and "redo". */
  readonly onCommand: (command: Command) => void;
}

/** Asks for a name or a path. */
export const Ask = ({ title, context = "", label, start, about, check, onTake, onCommand }: AskProps) => {
  const [text, setText] = useState(start);
  const [refused, setRefused] = useState<{ readonly text: string; readonly why: string }>();
  const { columns } = useLayout().body;
  const take = async (given: string) => {
    if (check?.(given) !== undefined) return;
    const why = await onTake(given, refused?.text === given).catch(failureText);
    setRefused(why === undefined ? undefined : { text: given, why });
  };
  const problem = check?.(text) ?? (refused?.text === text ? refused.why : undefined);
  return (
    <Frame title={title} context={context} screen={askScreen}>
      <LineEntry
        sign={label}
        start={start}
        screen={askScreen}
        width={Math.max(10, columns - textWidth(label) - 4)}
        onText={(written) => setText(written.trim())}
        onTake={(written) => void take(written.trim())}
        onBack={() => onCommand("back")}
        onCommand={onCommand}
      />
      <Box marginTop={1} flexDirection="column">
        {problem !== undefined ? (
          <Paragraph {...theme.warning} text={`${signs.warning} ${sanitize(problem)}`} />
        ) : (
          <Text> </Text>
        )}
        <Paragraph {...theme.quiet} text={about} />
      </Box>
    </Frame>
  );
};

export const askScreen: Screen<AskProps> = {
  title: "A question for a name or a path",
  // There is no old value to keep.
  bindings: textKeys.bindings.map((binding) => (binding.command === "back" ? toBack : binding)),
  component: Ask,
};
