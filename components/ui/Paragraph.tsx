import { Text, type TextProps } from "ink";
import { wrapWords } from "../../src/system/text-width.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";

interface Props extends Omit<TextProps, "children" | "wrap"> {
  readonly text: string;
}

/**
 * A sentence or two over the whole width of a screen's body. Ink by itself begins a line with the space where the one
 * before is just full.
 */
export const Paragraph = ({ text, ...how }: Props) => {
  const { columns } = useTerminalSize();
  return <Text {...how}>{wrapWords(text, columns - 2).join("\n")}</Text>;
};
