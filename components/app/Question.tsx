import { Box, Text } from "ink";
import { sanitize } from "../../src/system/text.ts";
import { leave, textKeys } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { TextEntry } from "../ui/TextEntry.tsx";

export interface QuestionProps {
  readonly title: string;
  /** What it is about, at the right of the title. */
  readonly context?: string;
  /** What will happen. */
  readonly warning: string;
  /** Further sentences, each on a line of its own. */
  readonly more?: readonly string[];
  /** To be written before it happens: for what cannot be had back. */
  readonly word?: string | undefined;
  /** Keys of its own, in place of yes and no. */
  readonly keys?: ScreenKeys;
  /** Gets "confirm", "back" and "quit". */
  readonly onCommand: (command: Command) => void;
}

const Keys = ({ keys, onCommand }: { keys: ScreenKeys } & Pick<QuestionProps, "onCommand">) => {
  useKeymap(keys, onCommand);
  return null;
};

/** Asks before something is done that other people notice, or that cannot be had back. */
export const Question = (props: QuestionProps) => {
  const { title, context = "", warning, more = [], word, keys = questionScreen, onCommand } = props;
  return (
    <Frame title={title} context={context} screen={word === undefined ? keys : writtenKeys}>
      <Paragraph {...theme.warning} text={`${signs.warning} ${sanitize(warning)}`} />
      {more.map((sentence) => (
        <Paragraph key={sentence} text={sanitize(sentence)} />
      ))}
      {word === undefined ? (
        <Keys {...{ keys, onCommand }} />
      ) : (
        <Box marginTop={1} flexDirection="column">
          <Text>{`To go on, write ${sanitize(word)}`}</Text>
          <TextEntry
            label="name"
            start=""
            check={(text) => (text.trim() === sanitize(word) ? undefined : `not ${sanitize(word)}`)}
            onTake={() => onCommand("confirm")}
            onBack={() => onCommand("back")}
            onCommand={(command) => {
              if (command === "quit") onCommand(command);
            }}
          />
        </Box>
      )}
    </Frame>
  );
};

/** The key bar where a name has to be written. */
const writtenKeys: ScreenKeys = {
  title: "A question that is answered by a name",
  bindings: textKeys.bindings.filter(({ command }) => ["accept", "back", "quit"].includes(command)),
};

export const questionScreen: Screen<QuestionProps> = {
  title: "A question",
  bindings: [
    { keys: ["y"], command: "confirm", label: "yes" },
    { keys: ["n", "esc", "enter"], command: "back", label: "no" },
    leave,
  ],
  component: Question,
};
