import { Box, Text } from "ink";
import { useKeymap } from "../keys/useKeymap.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { Frame } from "../ui/Frame.tsx";
import { Rows } from "../ui/Rows.tsx";
import { SearchLine, useSearch } from "../ui/SearchLine.tsx";
import { useList } from "../ui/useList.ts";

/** A row of a list: what it says, what stands at its right, what it is about. */
export interface ListingRow<V> {
  readonly key: string;
  readonly text: string;
  readonly right?: string;
  /** A line more, below the list, when the cursor is on it. */
  readonly about?: string;
  /** What Enter goes to; nothing happens without. */
  readonly value?: V;
}

interface Props<V> {
  readonly title: string;
  readonly context: string;
  /** Column heads, above the rows. */
  readonly head?: string;
  readonly rows: readonly ListingRow<V>[];
  /** What is said where there are no rows. */
  readonly empty: string;
  readonly onAccept: (value: V) => void;
  /** Which keys it has: "listing", unless there is another list to go to. */
  readonly screen?: "listing" | "listings" | "comparison";
  /** Another list of several: 1 the next one, -1 the one before. */
  readonly onTab?: (direction: 1 | -1) => void;
  readonly onBack: () => void;
  readonly onQuit: () => void;
}

/** A list to look through and to search. */
export const Listing = <V,>(props: Props<V>) => {
  const { title, context, head, rows, empty, screen = "listing", onAccept, onTab, onBack, onQuit } = props;
  const { rows: terminalRows, columns } = useTerminalSize();
  const search = useSearch();
  const shown =
    search.text === "" ? rows : rows.filter(({ text, right }) => search.matches(`${text} ${right ?? ""}`));
  const height = Math.max(3, terminalRows - (head ? 11 : 10));
  const list = useList(shown.length, height);
  const here = shown[list.window.cursor];
  useKeymap(screen, (command) => {
    if (command === "back") onBack();
    else if (command === "quit") onQuit();
    else if (command === "search") search.open();
    else if (command === "nextTab" || command === "previousTab") {
      list.go(0);
      onTab?.(command === "nextTab" ? 1 : -1);
    } else if (command === "accept") {
      if (here?.value !== undefined) onAccept(here.value);
    } else list.handle(command);
  });
  return (
    <Frame title={title} context={context} screen={search.isOpen ? "search" : screen}>
      <SearchLine search={search} onQuit={onQuit} onText={() => list.go(0)} />
      {head ? <Text dimColor wrap="truncate">{`  ${head}`}</Text> : null}
      {shown.length === 0 ? (
        <Text dimColor>{`  ${rows.length === 0 ? empty : "nothing is called so"}`}</Text>
      ) : (
        <Rows
          items={shown}
          window={list.window}
          height={height}
          keyOf={({ key }) => key}
          row={({ text, right }) => (
            <Box width="100%" columnGap={1}>
              <Box flexGrow={1} overflow="hidden">
                <Text wrap="truncate">{text}</Text>
              </Box>
              <Box flexShrink={0}>
                <Text>{right ?? ""}</Text>
              </Box>
            </Box>
          )}
        />
      )}
      <Box flexGrow={1} />
      <Box width={columns - 2} height={1} flexShrink={0}>
        <Text wrap="truncate">{here?.about ?? ""}</Text>
      </Box>
    </Frame>
  );
};
