import { Text, type TextProps } from "ink";
import { wrapWords } from "../../src/system/text-width.ts";
import { widestText } from "../layout.ts";
import { useLayout } from "./useLayout.ts";

interface Props extends Omit<TextProps, "children" | "wrap"> {
  readonly text: string;
}

/**
 * A sentence or two over the width of a screen's body, up to `widestText`. Ink by itself begins a line with the space where the one
 * before is just full.
 */
export const Paragraph = ({ text, ...how }: Props) => {
  const { columns } = useLayout().body;
  return <Text {...how}>{wrapWords(text, Math.min(columns, widestText)).join("\n")}</Text>;
};
