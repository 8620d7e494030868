import { Text } from "ink";
import { sanitize } from "../../../src/system/text.ts";
import { theme } from "../../theme.ts";

interface Props {
  readonly text: string;
  readonly width: number;
  readonly dim?: boolean;
  readonly bold?: boolean;
}

/** One line of another program's output: without control characters, and cut at the edge. */
export const LogLine = ({ text, width, dim = false, bold = false }: Props) => (
  // Cutting at a column looks at every character before; four of them make at least one column of any script.
  <Text {...(dim && theme.quiet)} {...(bold && theme.emphasis)} wrap="truncate">
    {sanitize(text.slice(0, 16 * width)).slice(0, 4 * width) || " "}
  </Text>
);
