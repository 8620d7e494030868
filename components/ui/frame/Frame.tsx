import { Box, Text, useIsScreenReaderEnabled } from "ink";
import { type ReactNode, useMemo } from "react";
import { cutColumns, textWidth } from "../../../src/system/text-width.ts";
import { ansiLine, type Line, run } from "../../charts/line.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { type Layout, smallest } from "../../layout.ts";
import { useOverlay } from "../../terminal/overlay.ts";
import { colours, theme } from "../../theme.ts";
import { LineText } from "../LineText.tsx";
import { signs } from "../signs.ts";
import { useLayout } from "../useLayout.ts";
import { keyBarLine } from "./key-bar.ts";
import { type SidePanes, useSegments, useSidePanes } from "./panes.ts";

interface Props {
  readonly title: string;
  readonly context?: string;
  readonly screen: ScreenKeys;
  /** Panes of this screen alone, in place of those around it. */
  readonly panes?: SidePanes;
  readonly children?: ReactNode;
}

/** Title left, context right; between them two columns at least, so that neither runs into the other. */
const titleLine = (title: string, context: string, columns: number): Line => {
  const head = cutColumns(title, columns, signs.more);
  const room = columns - textWidth(head);
  const tail = room < 6 ? "" : cutColumns(context, room - 2, signs.more);
  const between = " ".repeat(room - textWidth(tail));
  return [run(head, { bold: true }), ...(tail ? [run(between), run(tail, { dim: true })] : [])];
};

/** What lies around the body on a wide screen: title, panes, key bar. */
const useSurroundings = ({ title, context = "", screen }: Props, layout: Layout, side: SidePanes) => {
  const { panes, body, keys } = layout;
  const around = useSegments(title, panes, side);
  const overlay = useMemo(() => {
    if (!panes) return undefined;
    const line = (row: number, text: Line) => ({
      ...{ row, column: keys.left, width: keys.columns, text: ansiLine(text, colours) },
    });
    return {
      origin: { row: body.top, column: body.left, columns: body.columns },
      segments: [
        line(0, titleLine("thinsmith", context, keys.columns)),
        ...around,
        line(keys.top, keyBarLine(screen, keys.columns)),
      ],
    };
  }, [context, screen, panes, body, keys, around]);
  useOverlay(overlay);
};

/** A screen: title and context, a rule, the body, a rule, the key bar. One row less than the terminal has. */
export const Frame = (props: Props) => {
  const { title, context = "", screen, children } = props;
  const around = useSidePanes();
  const side = props.panes ?? around;
  const layout = useLayout(undefined, undefined, side);
  const { fits, frame, panes, body, keys } = layout;
  const { columns, rows } = frame;
  const aloud = useIsScreenReaderEnabled();
  const { left = [], right = [] } = side;
  useSurroundings(props, layout, side);
  if (!fits) {
    return (
      <Text>
        This terminal has {columns} columns and {rows + 1} rows. thinsmith needs {smallest.columns} and{" "}
        {smallest.rows}: make it larger.
      </Text>
    );
  }
  if (panes)
    return (
      <Box flexDirection="column" width={body.columns} height={body.rows} overflow="hidden">
        {children}
      </Box>
    );
  // Read aloud, a rule is a long noise.
  const rule = aloud ? null : <Text {...theme.quiet}>{signs.rule.repeat(columns)}</Text>;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Box paddingX={1} flexShrink={0}>
        <LineText line={titleLine(title, context, keys.columns)} />
      </Box>
      {rule}
      <Box flexDirection="column" flexGrow={1} paddingX={1} overflow="hidden">
        {children}
        {aloud
          ? [...left, ...right].map(({ title: about, words }) => <Text key={about}>{words()}</Text>)
          : null}
      </Box>
      {rule}
      <Box paddingX={1} flexShrink={0}>
        <LineText line={keyBarLine(screen, keys.columns)} />
      </Box>
    </Box>
  );
};
