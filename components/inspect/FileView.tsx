import { Box, Text } from "ink";
import { useState } from "react";
import { visible } from "../../src/image/names.ts";
import type { Node } from "../../src/image/tree.ts";
import { help, leave, moving, search, searchKeys } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Cell } from "../ui/Cell.tsx";
import { Frame } from "../ui/frame/Frame.tsx";
import { LineEntry } from "../ui/LineEntry.tsx";
import { rowAfter } from "../ui/list/list-window.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useLoaded } from "../ui/useLoaded.ts";
import {
  findInHex,
  findInText,
  hexRow,
  hexRows,
  isText,
  mostBytes,
  readContent,
  rowBytesIn,
  textLines,
} from "./file-text.ts";
import type { InspectSession, LoadedPart } from "./inspect-session.ts";
import { bytesText } from "./tree/node-text.ts";
import { useFilePanes } from "./useFilePanes.ts";

const stride = 8;

interface Props {
  readonly session: InspectSession;
  readonly part: LoadedPart;
  readonly node: Node;
  readonly onExtract: () => void;
  readonly onBack: () => void;
}

/** A file of an image as text or in hexadecimal, as far as it is shown. */
export const FileView = ({ session, part, node, onExtract, onBack }: Props) => {
  const path = part.tree.path(node);
  const side = useFilePanes(part, node, session.image.release?.manifest);
  const { body, list } = useLayout({ line: 1 }, undefined, side);
  const rowBytes = rowBytesIn(body.columns - 2);
  const height = list.rows;
  const [problem, setProblem] = useState<string>();
  const [asHex, setAsHex] = useState<boolean>();
  const [first, setFirst] = useState(0);
  const [left, setLeft] = useState(0);
  const [typing, setTyping] = useState(false);
  const [query, setQuery] = useState("");
  const [match, setMatch] = useState<number>();
  const loaded = useLoaded(() =>
    readContent(part.part.read(path, { signal: session.signal })).then(
      (content) => ({ content, lines: textLines(content), failed: undefined }),
      (error: Error) => ({ content: undefined, lines: [], failed: error.message }),
    ),
  );
  const { content, lines = [], failed } = loaded ?? {};
  const hex = asHex ?? (content !== undefined && !isText(content));
  const total = content ? (hex ? hexRows(content, rowBytes) : lines.length) : 0;
  const within = (row: number) => Math.max(0, Math.min(row, total - height));
  const goTo = (row: number) => setFirst(within(row));
  const find = (text: string, from: number, direction: 1 | -1) => {
    if (!content || text === "") return;
    const row = hex
      ? findInHex(content, text, from, direction, rowBytes)
      : findInText(lines, text, from, direction);
    setMatch(row);
    if (row === undefined) setProblem(`${text} is not found ${direction === 1 ? "below" : "above"}.`);
    else goTo(row - Math.floor(height / 3));
  };
  useKeymap(fileKeys, (command) => {
    setProblem(undefined);
    const rowFrom = (row: number) => rowAfter(command, row, Math.max(1, height - 1), total);
    // A turn of the wheel moves several times before the next drawing.
    if (rowFrom(first) !== undefined) setFirst((old) => within(rowFrom(old) ?? old));
    else if (command === "back") onBack();
    else if (command === "extract") onExtract();
    else if (command === "search") setTyping(true);
    else if (command === "searchNext") find(query, (match ?? first - 1) + 1, 1);
    else if (command === "searchPrevious") find(query, (match ?? first) - 1, -1);
    else if (command === "left") setLeft((old) => Math.max(0, old - stride));
    else if (command === "right") setLeft((old) => old + stride);
    else if (command === "hex" && content) {
      setAsHex(!hex);
      setFirst(0);
      setMatch(undefined);
    }
  });
  const count = Math.min(height, Math.max(0, total - first));
  const rows = Array.from({ length: count }, (_, index) => first + index);
  const wrong = problem ?? failed;
  const rowText = (row: number) =>
    content && hex
      ? hexRow(content, row, rowBytes)
      : // A line may have megabytes.
        visible((lines[row] ?? "").slice(left, left + body.columns).replaceAll("\t", "    "));
  const place =
    content === undefined
      ? loaded
        ? ""
        : "reading ..."
      : `${hex ? "hexadecimal" : "text"}   ${first + 1} to ${Math.min(total, first + height)} of ${total.toLocaleString("en")}${content.cut ? `, the first ${bytesText(mostBytes)}` : ""}`;
  return (
    <Frame title="File" context={place} screen={typing ? searchKeys : fileKeys} panes={side}>
      <Box flexDirection="column" height={height} overflow="hidden" flexShrink={0}>
        {rows.map((row) => (
          <Box key={row} height={1} flexShrink={0}>
            <Cell width={2} {...theme.accent}>
              {row === match ? signs.here : " "}
            </Cell>
            <Text wrap="truncate" {...(row === match && theme.emphasis)}>
              {rowText(row) || " "}
            </Text>
          </Box>
        ))}
        {content && total === 0 ? <Text {...theme.quiet}> the file is empty</Text> : null}
      </Box>
      {typing ? (
        <LineEntry
          sign="/"
          onTake={(text) => {
            setTyping(false);
            setQuery(text);
            find(text, first, 1);
          }}
          onBack={() => setTyping(false)}
        />
      ) : (
        <Box width={body.columns}>
          <Text {...(wrong ? theme.warning : theme.quiet)} wrap="truncate-middle">
            {wrong ? `${signs.warning} ${wrong}` : `/${visible(path)}`}
          </Text>
        </Box>
      )}
    </Frame>
  );
};

export const fileKeys: ScreenKeys = {
  title: "A file of an image",
  bindings: [
    search,
    { keys: ["n"], command: "searchNext", label: "next match" },
    { keys: ["N"], command: "searchPrevious", label: "previous match", quiet: true },
    { keys: ["t"], command: "hex", label: "text or hexadecimal" },
    { keys: ["x"], command: "extract", label: "extract" },
    ...moving,
    { keys: ["left", "h"], command: "left", label: "to the left", quiet: true },
    { keys: ["right", "l"], command: "right", label: "to the right", quiet: true },
    { keys: ["esc", "q"], command: "back", label: "back" },
    help,
    leave,
  ],
};
