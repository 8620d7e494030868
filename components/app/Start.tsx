import { Box, Text, useIsScreenReaderEnabled } from "ink";
import { useMemo, useRef, useState } from "react";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { help, moving, quit, search as toSearch } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { type Parts, rowsBeside } from "../layout.ts";
import { theme } from "../theme.ts";
import { count } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import type { SidePanes } from "../ui/frame/panes.ts";
import { LineText } from "../ui/LineText.tsx";
import { atTop, focus, rowAfter } from "../ui/list/list-window.ts";
import { menuKeys } from "../ui/list/menu-keys.ts";
import { Rows } from "../ui/list/Rows.tsx";
import { SearchLine, useSearch } from "../ui/list/SearchLine.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useLoaded } from "../ui/useLoaded.ts";
import type { Beginnings } from "./beginning.ts";
import { applies, canCompare, nothingToCompare, otherwise } from "./first/applies.ts";
import { nameColumnsOf, rowLine } from "./first/row-line.ts";
import { type Entry, keyOf, pastHeadings, placeOf, rowsOf } from "./first/rows.ts";
import { rowsSection } from "./first/rows-section.ts";
import { useAbout } from "./first/useAbout.ts";
import { useFresh } from "./first/useFresh.ts";
import { useReleases } from "./first/useReleases.ts";

/** Where a person was on the first screen, for when they come back. */
export interface Place {
  /** Of the row, as `keyOf` gives it. */
  readonly key?: string | undefined;
  /** Directories of images whose releases have rows. */
  readonly open: ReadonlySet<string>;
  /** What came of what they did, in a sentence. */
  readonly said?: string | undefined;
}

interface Props {
  readonly first: Beginnings;
  readonly look: () => Promise<Beginnings>;
  readonly place: Place;
  /** Gets what is to be done with the row under the cursor, and what is to lie beside a question about it. */
  readonly onAct: (command: Command, entry: Entry, place: Place, around: SidePanes) => void;
  readonly onQuit: () => void;
}

/** Rows of what is said about a row, where there is no pane beside the list. */
const aboutRows = 5;

/** Signs of a list at the sides of its rows, with a gap. */
const rowMargins = 4;

/** Where a person comes back to: images with their releases, drafts, and presets to begin with. */
export const Start = ({ first, look, place, onAct, onQuit }: Props) => {
  const { built, drafts, presets, problems } = useFresh(first, look);
  const releases = useReleases(built);
  const [open, setOpen] = useState(place.open);
  const [said, setSaid] = useState(place.said);
  const search = useSearch();
  const all = useMemo(
    () => rowsOf({ built, drafts, presets }, releases, open),
    [built, drafts, presets, releases, open],
  );
  // The cursor stays on its row when others appear.
  const [key, setKey] = useState(() => place.key ?? keyOf(all[placeOf(all, undefined)]));
  const nameColumns = nameColumnsOf(all);
  // The first frame does not need it.
  const searching = useLoaded(() => import("./first/search-rows.ts"));
  const find = (query: string) => searching?.searchRows(all, (row) => rowLine(row, 0, nameColumns), query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the columns of the names come from the rows
  const found = useMemo(
    () => find(search.text)?.rows ?? all.map((item) => ({ item, marks: [] })),
    [searching, all, search.text],
  );
  const rows = useMemo(() => found.map(({ item }) => item), [found]);
  const at = placeOf(rows, key);
  const here = rows[at] as Entry | undefined;
  const about = useAbout(here, built.length === 0 && drafts.length === 0);
  const aloud = useIsScreenReaderEnabled();
  const { columns } = useLayout(undefined, undefined, about).body;
  const notes = [
    ...problems.map((problem) => `${signs.warning} ${problem}`),
    ...(said ? [said] : []),
  ].flatMap((note) => wrapWords(sanitize(note), columns, true));
  const parts: Parts = {
    search: search.rows,
    question: [2, 0],
    about: [aloud ? 0 : aboutRows + 1, 0],
    notes: notes.length > 0 ? notes.length + 1 : 0,
  };
  const { list, panes } = useLayout(parts, 3, about);
  const window = useRef(atTop);
  // A part's heading stays above its first row.
  const heading = rows[at - 1]?.kind === "heading" ? at - 1 : at;
  window.current = focus(focus(window.current, heading, rows.length, list.rows), at, rows.length, list.rows);

  // A turn of the wheel moves several times before the next drawing.
  const move = (command: Command) =>
    setKey((old) => {
      const from = placeOf(rows, old);
      const to = rowAfter(command, from, rowsBeside(list.rows, 1), rows.length - 1);
      return to === undefined ? old : keyOf(rows[pastHeadings(rows, from, to)]);
    });
  const toggle = (directory: string) => {
    const next = new Set(open);
    if (!next.delete(directory)) next.add(directory);
    setOpen(next);
  };
  const touch = (row: number) => {
    const to = window.current.top + row;
    if (to < rows.length) setKey(keyOf(rows[pastHeadings(rows, at, to)]));
  };
  // A list that is whole on screen is gone through row by row.
  const turn = rows.length <= list.rows ? 1 : undefined;
  const write = (text: string) => {
    search.setText(text);
    const best = find(text)?.best;
    if (best && text.trim() !== "") setKey(keyOf(best));
  };
  const clear = () => {
    write("");
    search.close();
  };
  const keys = menuKeys(startScreen, search);
  const screen = useMemo(
    () => ({ ...keys, bindings: keys.bindings.filter(({ command }) => applies(command, here)) }),
    [keys, here],
  );
  useKeymap(keys, (command) => {
    setSaid(undefined);
    if (command === "quit") onQuit();
    else if (command === "search") search.open();
    else if (command === "back") clear();
    else if (!here) return;
    else if (!startScreen.bindings.some((one) => one.command === command) || moves.has(command))
      move(command);
    else if (!applies(command, here)) setSaid(otherwise(command));
    else if (command === "compare" && "image" in here && !canCompare(here.image, built))
      setSaid(nothingToCompare);
    else if (command === "toggle" && here.kind === "image") toggle(here.image.directory);
    else onAct(command, here, { key: keyOf(here), open }, { left: [rowsSection(rows, at)], ...about });
  });
  const images = built.length > 0 ? count(built.length, "image") : "images for machines without disks";
  const [main] = about.right ?? [];
  return (
    <Frame title={panes ? question : "thinsmith"} context={images} screen={screen} panes={about}>
      {panes ? null : (
        <Box marginBottom={1}>
          <Text>{question}</Text>
        </Box>
      )}
      <SearchLine search={search} onText={write} onBack={clear} />
      {found.length === 0 ? <Text {...theme.quiet}>{"  nothing matches"}</Text> : null}
      <Rows
        list={{ items: found, height: list.rows, window: window.current, region: { onPress: touch, turn } }}
        row={({ item, marks }) => (
          <LineText line={rowLine(item, columns - rowMargins, nameColumns)} marks={marks} />
        )}
      />
      <Box flexGrow={1} />
      {panes || aloud ? null : (
        <Box flexDirection="column" height={aboutRows} flexShrink={0}>
          {main
            ?.draw(columns, aboutRows)
            .slice(0, aboutRows)
            .map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines keep no state
              <LineText key={index} line={line} />
            ))}
        </Box>
      )}
      {notes.length > 0 ? (
        <Box marginTop={1} flexShrink={0}>
          <Text {...(said ? {} : theme.warning)}>{notes.join("\n")}</Text>
        </Box>
      ) : null}
    </Frame>
  );
};

const question = "Which image?";

const moves: ReadonlySet<Command> = new Set(moving.map(({ command }) => command));

export const startScreen: Screen<Props> = {
  title: "The first screen",
  bindings: [
    { keys: ["enter", "right", "l"], command: "accept", label: "open" },
    { keys: ["b"], command: "build", label: "build" },
    { keys: ["t"], command: "boot", label: "test boot" },
    { keys: ["i"], command: "inspect", label: "inspect" },
    { keys: ["s"], command: "serve", label: "serve" },
    { keys: ["d"], command: "compare", label: "compare" },
    { keys: ["r"], command: "rollBack", label: "roll back" },
    { keys: ["space"], command: "toggle", label: "releases" },
    { keys: ["R"], command: "rename", label: "rename" },
    { keys: ["D", "delete"], command: "remove", label: "delete" },
    { keys: ["e"], command: "export", label: "export" },
    { keys: ["m"], command: "import", label: "import a preset" },
    { keys: ["p"], command: "promote", label: "promote the trial or candidate", quiet: true },
    toSearch,
    ...moving,
    help,
    quit,
  ],
  signs: [
    [signs.done, "booted well in its last test boot"],
    [signs.failed, "failed in its last test boot"],
    [signs.waiting, "was not test booted yet"],
    [signs.warning, "something is wrong, named beside it"],
    [signs.closed, "more releases: space shows them"],
  ],
  component: Start,
};
