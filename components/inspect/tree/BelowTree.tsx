import { Box, Text } from "ink";
import { filterWords } from "../../../src/image/filter/words.ts";
import type { Tree } from "../../../src/image/tree.ts";
import { cutLines } from "../../../src/system/text-width.ts";
import { theme } from "../../theme.ts";
import { Cell, Rest } from "../../ui/Cell.tsx";
import { LineEntry } from "../../ui/LineEntry.tsx";
import { signs } from "../../ui/signs.ts";
import { bytesText, nodeDetails } from "./node-text.ts";
import type { TreeState } from "./tree-view.ts";

/** What is written below the tree: what to find, or which files to show alone. */
export type Writing = "find" | "filter";

interface Props {
  readonly tree: Tree | undefined;
  readonly state: TreeState | undefined;
  readonly writing: Writing | undefined;
  /** What came of the last command. */
  readonly message: string | undefined;
  /** The same in lines of so many columns, and how many rows there are for them. */
  readonly said: readonly string[];
  readonly columns: number;
  readonly height: number;
  readonly onText: (text: string) => void;
  readonly onTake: (text: string) => void;
  readonly onBack: () => void;
}

const foundText = ({ found, filter }: TreeState): string => {
  if (!found) return "";
  if ("error" in found) return found.error;
  if (found.missing === "changes") return `${filter}: compare with another release first (d)`;
  if (found.missing === "system") return `${filter}: packages are not read yet`;
  return `filter ${filter}: ${found.count.toLocaleString("en")} found, ${bytesText(found.bytes)}`;
};

/** Rows below the tree: two, or more where what was said takes more, but never half of so many. Pure. */
export const rowsBelowTree = (said: readonly string[], rows: number): number =>
  Math.max(2, Math.min(said.length, Math.floor(rows / 2)));

/** The lines below the tree: what is under the cursor, what was said, or what is being written. */
export const BelowTree = ({ tree, state, writing, message, said, height, columns, ...entry }: Props) => {
  if (message && !writing)
    return (
      <Box height={height} flexShrink={0}>
        <Text>{cutLines(said, height, columns, signs.more).join("\n")}</Text>
      </Box>
    );
  const details =
    tree && state?.here !== undefined ? nodeDetails(tree, state.here, state.context) : undefined;
  const hint = state?.found
    ? foundText(state)
    : writing === "filter"
      ? filterWords.map(({ word }) => word).join("  ")
      : undefined;
  const marks = state && state.marked.size > 0 ? `${state.marked.size} marked` : "";
  const right = [marks, `by ${state?.sort ?? "size"}`].filter(Boolean).join(", ");
  return (
    <>
      <Box height={1} flexShrink={0}>
        {writing ? (
          <LineEntry
            key={writing}
            sign={writing === "find" ? "/" : "filter"}
            start={writing === "filter" ? (state?.filter ?? "") : ""}
            {...entry}
          />
        ) : (
          <Text wrap="truncate-middle">{details?.path ?? " "}</Text>
        )}
      </Box>
      <Box height={1} flexShrink={0} columnGap={2}>
        <Rest {...(!message && theme.quiet)}>{message ?? hint ?? details?.facts ?? " "}</Rest>
        <Cell {...theme.quiet}>{right}</Cell>
      </Box>
    </>
  );
};
