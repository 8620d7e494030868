import { Text } from "ink";
import type { Mark } from "../../src/grammar/fuzzy.ts";
import { colours, theme } from "../theme.ts";

/** Without colours Ink leaves out every attribute; these two are none. Text as its own sequence: bold and underlined. */
const bare =
  process.env.TERM === "dumb" ? (text: string) => text : (text: string) => `\x1b[1;4m${text}\x1b[0m`;

interface Props {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A text with the parts marked that were searched for. For use in a `<Text>`. */
export const Marked = ({ text, marks }: Props) => {
  const ends = marks.map(([, to]) => to);
  return (
    <>
      {marks.map(([from, to], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces keep no state
        <Text key={index}>
          {text.slice(index === 0 ? 0 : ends[index - 1], from)}
          {colours ? <Text {...theme.match}>{text.slice(from, to)}</Text> : bare(text.slice(from, to))}
        </Text>
      ))}
      {text.slice(ends.at(-1) ?? 0)}
    </>
  );
};
