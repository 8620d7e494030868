import { Box, Text, useIsScreenReaderEnabled } from "ink";
import type { ReactNode } from "react";
import type { ScreenKeys } from "../keys/keys.ts";
import { smallest } from "../layout.ts";
import { theme } from "../theme.ts";
import { KeyBar } from "./KeyBar.tsx";
import { signs } from "./signs.ts";
import { useLayout } from "./useLayout.ts";

interface Props {
  readonly title: string;
  readonly context?: string;
  readonly screen: ScreenKeys;
  readonly children?: ReactNode;
}

/** A screen: title and context, a rule, the body, a rule, the key bar. One row less than the terminal has. */
export const Frame = ({ title, context = "", screen, children }: Props) => {
  const { fits, frame } = useLayout();
  const { columns, rows } = frame;
  const aloud = useIsScreenReaderEnabled();
  if (!fits) {
    return (
      <Text>
        This terminal has {columns} columns and {rows + 1} rows. thinsmith needs {smallest.columns} and{" "}
        {smallest.rows}: make it larger.
      </Text>
    );
  }
  // Read aloud, a rule is a long noise.
  const rule = aloud ? null : <Text {...theme.quiet}>{signs.rule.repeat(columns)}</Text>;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Box justifyContent="space-between" paddingX={1} flexShrink={0}>
        <Text {...theme.emphasis}>{title}</Text>
        <Text {...theme.quiet} wrap="truncate">
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
