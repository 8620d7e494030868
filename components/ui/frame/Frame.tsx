import { Box, Text, useIsScreenReaderEnabled } from "ink";
import { type ReactNode, useMemo } from "react";
import { sanitize } from "../../../src/system/text.ts";
import { cutColumns, cutLines, textWidth, wrapWords } from "../../../src/system/text-width.ts";
import { ansiLine, type Line, run } from "../../charts/line.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { type Layout, smallest } from "../../layout.ts";
import { type Segment, useOverlay } from "../../terminal/overlay.ts";
import { colours, theme } from "../../theme.ts";
import { LineText } from "../LineText.tsx";
import { signs } from "../signs.ts";
import { useLayout } from "../useLayout.ts";
import { useFindHint } from "./find-hint.ts";
import { keyBarLine } from "./key-bar.ts";
import { useNotice } from "./notice.ts";
import { hasAllSections, type SidePanes, SidePanesProvider, useSegments, useSidePanes } from "./panes.ts";

interface Props {
  /** These two may have what presets, drafts and names of directories say: control characters are left out. */
  readonly title: string;
  readonly context?: string;
  readonly screen: ScreenKeys;
  /** Panes of this screen alone, in place of those around it. */
  readonly panes?: SidePanes | undefined;
  /** Ready text that is laid over what the body leaves blank. */
  readonly laid?: readonly Segment[] | undefined;
  readonly children?: ReactNode;
}

/** Title left, context right with a hint behind it where there is room; two columns at least between them, so that neither runs into the other. */
const titleLine = (title: string, said: string, hint: string, columns: number): Line => {
  const whole = said && hint ? `${said}   ${hint}` : said || hint;
  const context = textWidth(title) + 2 + textWidth(whole) <= columns ? whole : said;
  const head = cutColumns(title, columns, signs.more);
  const room = columns - textWidth(head);
  const tail = room < 6 ? "" : cutColumns(context, room - 2, signs.more);
  const between = " ".repeat(room - textWidth(tail));
  return [run(head, { bold: true }), ...(tail ? [run(between), run(tail, { dim: true })] : [])];
};

/** The same; what was just done takes the title's place, in up to so many lines, where it does not fit beside it. */
const titleLines = (title: string, said: Said, hint: string, columns: number, most: number): Line[] => {
  const { words, isNews } = said;
  if (!isNews || textWidth(title) + 2 + textWidth(words) <= columns)
    return [titleLine(title, words, hint, columns)];
  return cutLines(wrapWords(words, columns, true), most, columns, signs.more).map((line) => [run(line)]);
};

/** What stands at the right of the title. */
interface Said {
  readonly words: string;
  /** Whether it was just done, and stands nowhere else. */
  readonly isNews: boolean;
}

const useSaid = (context: string, wide: boolean): Said => {
  const { said, warning, undo } = useNotice();
  const words = [context, warning && `${signs.warning} ${warning}`, wide && undo && `${signs.undo} ${undo}`];
  const text = sanitize(said ?? words.filter(Boolean).join("   "));
  const isNews = said !== undefined;
  return useMemo(() => ({ words: text, isNews }), [text, isNews]);
};

/** What lies around the body on a wide screen: title, panes, key bar. */
const useSurroundings = ({ title, screen, laid }: Props, said: Said, layout: Layout, side: SidePanes) => {
  const { panes, body, keys, frame } = layout;
  const around = useSegments(title, panes, side);
  const hint = useFindHint();
  const overlay = useMemo(() => {
    if (!panes) return laid && { origin: { row: 0, column: 0, columns: frame.columns }, segments: laid };
    const line = (row: number, text: Line) => ({
      ...{ row, column: keys.left, width: keys.columns, text: ansiLine(text, colours) },
    });
    return {
      origin: { row: body.top, column: body.left, columns: body.columns },
      segments: [
        line(0, titleLines("thinsmith", said, hint, keys.columns, 1)[0] ?? []),
        ...around,
        line(keys.top, keyBarLine(screen, keys.columns, panes.right && hasAllSections(panes.right))),
        ...(laid ?? []),
      ],
    };
  }, [said, hint, screen, panes, body, keys, frame, around, laid]);
  useOverlay(overlay);
};

/** A screen: title and context, a rule, the body, a rule, the key bar. One row less than the terminal has. */
export const Frame = (props: Props) => {
  const { screen } = props;
  const title = sanitize(props.title);
  const around = useSidePanes();
  const side = props.panes ?? around;
  // What is in the body reads its width from them.
  const children = <SidePanesProvider value={side}>{props.children}</SidePanesProvider>;
  const layout = useLayout(undefined, undefined, side);
  const { fits, frame, panes, body, keys } = layout;
  const { columns, rows } = frame;
  const aloud = useIsScreenReaderEnabled();
  const hint = useFindHint();
  const { left = [], right = [] } = side;
  const said = useSaid(props.context ?? "", panes !== undefined);
  useSurroundings({ ...props, title }, said, layout, side);
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
  const [head = [], below] = titleLines(title, said, hint, keys.columns, 2);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Box paddingX={1} flexShrink={0}>
        <LineText line={head} />
      </Box>
      {below ? (
        <Box paddingX={1} flexShrink={0}>
          <LineText line={below} />
        </Box>
      ) : (
        rule
      )}
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
