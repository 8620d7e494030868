import { Box, Text, useIsScreenReaderEnabled } from "ink";
import type { ReactNode } from "react";
import type { ScreenName } from "../keys/keys.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { KeyBar } from "./KeyBar.tsx";
import { signs } from "./signs.ts";

const smallest = { columns: 60, rows: 18 };

interface Props {
  readonly title: string;
  readonly context?: string;
  readonly screen: ScreenName;
  readonly children?: ReactNode;
}

/** A screen: title and context, a rule, the body, a rule, the key bar. One row less than the terminal has. */
export const Frame = ({ title, context = "", screen, children }: Props) => {
  const { columns, rows } = useTerminalSize();
  const aloud = useIsScreenReaderEnabled();
  if (columns < smallest.columns || rows < smallest.rows) {
    return (
      <Text>
        This terminal has {columns} columns and {rows} rows. thinsmith needs {smallest.columns} and{" "}
        {smallest.rows}: make it larger.
      </Text>
    );
  }
  // Read aloud, a rule is a long noise.
  const rule = aloud ? null : <Text dimColor>{signs.rule.repeat(columns)}</Text>;
  return (
    <Box flexDirection="column" width={columns} height={rows - 1} overflow="hidden">
      <Box justifyContent="space-between" paddingX={1} flexShrink={0}>
        <Text bold>{title}</Text>
        <Text dimColor wrap="truncate">
          {context}
        </Text>
      </Box>
      {rule}
      <Box flexDirection="column" flexGrow={1} paddingX={1} overflow="hidden">
        {children}
      </Box>
      {rule}
      <KeyBar screen={screen} />
    </Box>
  );
};
