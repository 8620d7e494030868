import { Box, Text } from "ink";
import { theme } from "../theme.ts";
import { Cell } from "../ui/Cell.tsx";
import { signs } from "../ui/signs.ts";

interface Props {
  readonly title: string;
  /** Without control characters. */
  readonly lines: readonly string[];
  /** Where the next character goes, counted from the last line upwards; none where nobody types. */
  readonly cursor: { readonly above: number; readonly column: number } | undefined;
  readonly width: number;
  /** At least as many rows as there is room for. */
  readonly rows: number;
}

const withCursor = (line: string, column: number) => {
  // By code points, as the console counts columns.
  const chars = [...line.padEnd(column + 1)];
  return (
    <>
      {chars.slice(0, column).join("")}
      <Text {...theme.cursor}>{chars[column]}</Text>
      {chars.slice(column + 1).join("")}
    </>
  );
};

/** The end of a console, in the room that is left. Long lines are wrapped, so that nothing is hidden. */
export const ConsolePanel = ({ title, lines, cursor, width, rows }: Props) => {
  // Without a cursor, the line that nothing has been written to yet would only take room.
  const shown = cursor || lines.at(-1) !== "" ? lines : lines.slice(0, -1);
  const last = shown.slice(-rows);
  const typedAt = cursor ? last.length - 1 - cursor.above : -1;
  return (
    <Box flexDirection="column" flexGrow={1} flexBasis={0} overflow="hidden">
      <Cell {...(cursor ? theme.accent : theme.quiet)} wrap="truncate">
        {`${signs.dots} ${title} ${signs.dots.repeat(Math.max(0, width - title.length - 3))}`}
      </Cell>
      <Box flexDirection="column" flexGrow={1} flexBasis={0} justifyContent="flex-end" overflow="hidden">
        {last.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
          <Cell key={index}>{index === typedAt ? withCursor(line, cursor?.column ?? 0) : line || " "}</Cell>
        ))}
      </Box>
    </Box>
  );
};
