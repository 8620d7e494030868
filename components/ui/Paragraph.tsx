import { Text, type TextProps } from "ink";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";

/**
 * Breaks text at spaces into lines of at most so many characters; a longer word is a line of its own. Ink by itself
 * begins a line with the space where the one before is just full.
 */
export const wrapWords = (text: string, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
};

interface Props extends Omit<TextProps, "children" | "wrap"> {
  readonly text: string;
}

/** A sentence or two over the whole width of a screen's body. */
export const Paragraph = ({ text, ...how }: Props) => {
  const { columns } = useTerminalSize();
  return <Text {...how}>{wrapWords(text, columns - 2).join("\n")}</Text>;
};
