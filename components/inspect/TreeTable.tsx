import { Box, Text } from "ink";
import { modeText } from "../../src/image/entry.ts";
import type { Node, Tree } from "../../src/image/tree.ts";
import { signs } from "../ui/signs.ts";
import { bytesText, nodeText, ownerText } from "./node-text.ts";
import type { TreeContext, TreeState, TreeView } from "./tree-view.ts";

/** Deeper ones are not drawn further to the right. */
const deepest = 12;
/** Columns from which on mode and owner have room. */
const wide = 100;

interface Props {
  readonly tree: Tree;
  readonly view: TreeView;
  readonly state: TreeState;
  readonly context: TreeContext;
  readonly columns: number;
  readonly height: number;
}

const changeSigns = { added: "+", changed: "~", same: " " } as const;
const changeColors = { added: "green", changed: "yellow", same: "gray" } as const;

/** The rows of a tree that are on screen, with size and share of each. */
export const TreeTable = ({ tree, view, state, context, columns, height }: Props) => {
  const whole = Math.max(1, tree.totalSize(0));
  const barWidth = columns >= wide ? 20 : 14;
  const row = (node: Node, depth: number, index: number) => {
    const here = index === state.cursor;
    const size = tree.totalSize(node);
    const share = size / whole;
    const fold = tree.isDirectory(node) ? (view.isOpen(node) ? signs.open : signs.closed) : " ";
    const indent = "  ".repeat(Math.min(depth, deepest));
    const change = context.changes?.state(node);
    const matches = state.found && "shown" in state.found && state.found.shown[node] === 2;
    return (
      <Box key={node} height={1} flexShrink={0}>
        <Box width={4} flexShrink={0}>
          <Text color="cyan">{here ? signs.here : " "}</Text>
          <Text color="cyan">{state.marked.has(node) ? "x" : " "}</Text>
          {change ? <Text color={changeColors[change]}>{changeSigns[change]}</Text> : null}
        </Box>
        <Box flexGrow={1} flexShrink={1} overflow="hidden">
          <Text wrap="truncate" bold={here} {...(matches ? { color: "cyan" } : {})}>
            {`${indent}${fold} ${nodeText(tree, node)}`}
          </Text>
        </Box>
        {columns >= wide ? (
          <Box width={25} flexShrink={0}>
            <Text
              dimColor
              wrap="truncate"
            >{` ${modeText(tree.type(node), tree.mode(node))} ${ownerText(tree, node, context)}`}</Text>
          </Box>
        ) : null}
        <Box width={16 + barWidth} flexShrink={0}>
          <Text>{bytesText(size).padStart(9)}</Text>
          <Text dimColor>{`${Math.round(share * 100)} %`.padStart(6)} </Text>
          <Text color="cyan">{signs.full.repeat(Math.round(share * barWidth))}</Text>
        </Box>
        <Text dimColor>
          {index === 0 && state.moreAbove
            ? signs.up
            : index === height - 1 && state.moreBelow
              ? signs.down
              : " "}
        </Text>
      </Box>
    );
  };
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {state.rows.length === 0 ? <Text dimColor> nothing is so</Text> : null}
      {state.rows.map(({ node, depth }, index) => row(node, depth, index))}
    </Box>
  );
};
