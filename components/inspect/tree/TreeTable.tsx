import { Box, Text } from "ink";
import { modeText } from "../../../src/image/entry.ts";
import type { Node, Tree } from "../../../src/image/tree.ts";
import { cutColumns } from "../../../src/system/text-width.ts";
import { useRegion } from "../../terminal/regions.ts";
import { theme } from "../../theme.ts";
import { Cell } from "../../ui/Cell.tsx";
import { signs } from "../../ui/signs.ts";
import { bytesText, nodeStyle, nodeText, ownerText } from "./node-text.ts";
import type { TreeState, TreeView } from "./tree-view.ts";

/** Deeper ones are not drawn further to the right. */
const deepest = 12;
/** Columns of mode and owner, and of the size with its share. */
const [ownerColumns, sizeColumns] = [25, 16];

interface Props {
  readonly tree: Tree;
  readonly view: TreeView;
  readonly state: TreeState;
  /** Whether mode and owner have room. */
  readonly wide: boolean;
  readonly columns: number;
  readonly height: number;
  /** A click on one of the rows. */
  readonly onTouch: (row: number) => void;
}

const changeSigns = { added: "+", changed: "~", same: " " } as const;
const changeStyles = { added: theme.good, changed: theme.warning, same: theme.idle } as const;

/** The rows of a tree that are on screen, with size and share of each. */
export const TreeTable = ({ tree, view, state, wide, columns, height, onTouch }: Props) => {
  const whole = Math.max(1, tree.totalSize(0));
  const barWidth = wide ? 20 : 14;
  // What stands at both sides of the names, and the sign of more rows.
  const nameColumns = columns - 4 - (wide ? ownerColumns : 0) - (sizeColumns + barWidth) - 1;
  const row = (node: Node, depth: number, index: number) => {
    const here = index === state.cursor;
    const size = tree.totalSize(node);
    const share = size / whole;
    const fold = tree.isDirectory(node) ? (view.isOpen(node) ? signs.open : signs.closed) : " ";
    const indent = "  ".repeat(Math.min(depth, deepest));
    const change = state.context.changes?.state(node);
    const matches = state.found && "shown" in state.found && state.found.shown[node] === 2;
    return (
      <Box key={node} height={1} flexShrink={0}>
        <Box width={4} flexShrink={0}>
          <Text {...(here && theme.here)}>{here ? signs.here : " "}</Text>
          <Text {...theme.accent}>{state.marked.has(node) ? "x" : " "}</Text>
          {change ? <Text {...changeStyles[change]}>{changeSigns[change]}</Text> : null}
          {!change && state.context.hot?.bytes.has(node) ? <Text {...theme.warning}>{signs.hot}</Text> : null}
        </Box>
        <Box flexGrow={1} flexShrink={1} overflow="hidden">
          <Text wrap="truncate">
            {`${indent}${fold} `}
            <Text {...nodeStyle(tree, node)} {...(matches && theme.emphasis)}>
              {cutColumns(nodeText(tree, node), Math.max(2, nameColumns - indent.length - 2), signs.more)}
            </Text>
          </Text>
        </Box>
        {wide ? (
          <Cell width={ownerColumns} {...theme.quiet} wrap="truncate">
            {` ${modeText(tree.type(node), tree.mode(node))} ${ownerText(tree, node, state.context)}`}
          </Cell>
        ) : null}
        <Box width={sizeColumns + barWidth} flexShrink={0}>
          <Text>{bytesText(size).padStart(9)}</Text>
          <Text {...theme.quiet}>{`${Math.round(share * 100)} %`.padStart(6)} </Text>
          <Text {...theme.accent}>{signs.full.repeat(Math.round(share * barWidth))}</Text>
        </Box>
        <Text {...theme.quiet}>
          {index === 0 && state.moreAbove
            ? signs.up
            : index === height - 1 && state.moreBelow
              ? signs.down
              : " "}
        </Text>
      </Box>
    );
  };
  const ref = useRegion({
    onPress: (row) => {
      if (row < state.rows.length) onTouch(row);
    },
  });
  return (
    <Box ref={ref} flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {state.rows.length === 0 ? <Text {...theme.quiet}> nothing matches</Text> : null}
      {state.rows.map(({ node, depth }, index) => row(node, depth, index))}
    </Box>
  );
};
