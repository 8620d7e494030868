import { Box, Text } from "ink";
import { useMemo } from "react";
import { wordMarks } from "../../../src/grammar/fuzzy.ts";
import { sanitize } from "../../../src/system/text.ts";
import { cutColumns, wrapWords } from "../../../src/system/text-width.ts";
import { bootScreen } from "../../boot/Boot.tsx";
import { buildScreen } from "../../build/Build.tsx";
import { run } from "../../charts/line.ts";
import { leave, picking, searching, toAll, toBack } from "../../keys/bindings.ts";
import type { Keymap } from "../../keys/keymaps.ts";
import type { Binding, ScreenKeys } from "../../keys/keys.ts";
import { helpRows, searchRows } from "../../layout.ts";
import { serveScreen } from "../../serve/Serve.tsx";
import { theme } from "../../theme.ts";
import type { SidePanes } from "../../ui/frame/panes.ts";
import { PickList } from "../../ui/list/PickList.tsx";
import { useList } from "../../ui/list/useList.ts";
import { usePickKeys, usePickLine } from "../../ui/list/usePick.ts";
import { Marked } from "../../ui/Marked.tsx";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { signs } from "../../ui/signs.ts";
import { useLayout } from "../../ui/useLayout.ts";
import { usePackageList } from "../../wizard/package-lists.ts";
import type { Beginnings } from "../beginning.ts";
import type { Entry, Surroundings } from "./entry.ts";
import { actionEntries, beginningEntries, keyEntries, packageEntries } from "./place-entries.ts";
import { searchEntries } from "./search-entries.ts";
import { settingEntries, valueEntries, writtenEntries } from "./setting-entries.ts";

interface Props {
  readonly around: Surroundings;
  readonly beginnings: Beginnings;
  /** The keys of the screen that it lies over. */
  readonly below: Keymap;
  /** The screen that it lies over. */
  readonly screen: ScreenKeys | undefined;
  readonly onClose: () => void;
}

/** What works on by itself is left by its own keys alone. */
const atWork: readonly (ScreenKeys | undefined)[] = [buildScreen, bootScreen, serveScreen];

/** Everything that can be found from a screen. */
const entriesOf = ({ around, beginnings, below, screen }: Props): Entry[] => {
  const keys = keyEntries(below);
  if (atWork.includes(screen)) return keys;
  const keyOf = new Map(below.screen.bindings.map(({ label, keys: [key = ""] }) => [label, key]));
  // What is told with more words than on the key bar is there once.
  const actions = actionEntries(around).map((entry) => ({ ...entry, key: keyOf.get(entry.title) ?? "" }));
  const told = new Set(actions.map(({ title }) => title));
  const own = keys.filter(({ title }) => !told.has(title));
  const begin = beginningEntries(beginnings, around);
  const [settings, values] = [settingEntries(around), valueEntries(around)];
  return around.target.opens === undefined
    ? [...actions, ...own, ...settings, ...begin, ...values]
    : [...begin, ...own, ...settings, ...values];
};

/** What an entry is, beside the list. */
const aboutPane = (entry: Entry | undefined): SidePanes => ({
  right: [
    {
      title: entry ? sanitize(entry.title) : "What it is",
      draw: (columns) =>
        entry
          ? [
              [
                run(entry.kind, { colour: "accent" }),
                run(`   ${sanitize(entry.place ?? "")}`, { dim: true }),
              ],
              ...(entry.now
                ? [
                    [
                      run(entry.kind === "package" ? "enter  " : "now  ", { dim: true }),
                      run(sanitize(entry.now), { bold: true }),
                    ],
                  ]
                : []),
              ...(entry.key
                ? [[run("key  ", { dim: true }), run(entry.key, { colour: "accent" as const })]]
                : []),
              [],
              ...wrapWords(sanitize(entry.help), columns).map((line) => [run(line)]),
            ]
          : [],
      words: () => (entry ? `${entry.kind} ${entry.title}: ${entry.help}` : ""),
    },
  ],
});

const kindColumns = 9;

/** Finds any setting, value, action, screen, preset, image and package by a few letters, and goes there or does it. */
export const Find = (props: Props) => {
  const { around, onClose } = props;
  const listing = usePackageList(around.target.settings);
  const index = listing?.index;
  const line = usePickLine();
  const { query } = line;
  // Nothing changes below while it is open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: made when it is opened
  const entries = useMemo(() => entriesOf(props), []);
  const busy = atWork.includes(props.screen);
  const reading = !busy && (listing?.state ?? "reading") === "reading";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the surroundings stay
  const found = useMemo(
    () =>
      searchEntries(
        {
          entries,
          written: busy ? [] : writtenEntries(query, around),
          packages: busy ? [] : packageEntries(query, index, around),
          reading,
        },
        query,
      ),
    [entries, query, index, busy, reading],
  );
  const { body, list: room } = useLayout({ search: searchRows, help: [helpRows, 0] }, 3, { right: true });
  const list = useList(found, room.rows);
  const here = list.here?.item;
  const keys = usePickKeys({
    ...{ line, list },
    keys: { all: findKeys, writing: findSearchKeys, found: findSearchKeys },
    onCommand: (command) => {
      if (command === "back" || command === "find") onClose();
      else if (command === "accept" && here) {
        onClose();
        here.run();
      }
    },
  });
  const panes = useMemo(() => aboutPane(here), [here]);
  const beside = useLayout(undefined, undefined, panes).panes !== undefined;
  return (
    <PickList
      {...{ line, list, panes }}
      title="Find anything"
      context={[
        ...(query ? [`${found.length} found`] : []),
        ...(busy || index ? [] : ["packages not known yet"]),
      ].join(", ")}
      screen={keys}
      empty={reading ? "reading the package list ..." : "nothing found"}
      row={({ item, marks: [ofTitle = wordMarks(item.title, query), ofPlace = []] }) => (
        <Text wrap="truncate">
          <Text {...theme.quiet}>{item.kind.padEnd(kindColumns)}</Text>
          <Marked text={sanitize(item.title)} marks={ofTitle} />
          {item.place && item.place !== item.title ? (
            <Text {...theme.quiet}>
              {"   "}
              <Marked text={item.place} marks={ofPlace} />
            </Text>
          ) : null}
          {item.kind === "package" ? <Text {...theme.quiet}>{`   ${sanitize(item.help)}`}</Text> : null}
        </Text>
      )}
      right={({ item }) =>
        cutColumns(sanitize(item.now || item.key || ""), Math.floor(body.columns / 3), signs.more)
      }
    >
      {beside ? null : (
        <Box marginTop={1} flexDirection="column">
          <Paragraph {...theme.quiet} text={here ? `${sanitize(here.help)}` : ""} />
        </Box>
      )}
    </PickList>
  );
};

/** What lies below stays as it is while it is searched. */
const quietly = (bindings: readonly Binding[]) =>
  bindings.filter(({ command }) => command !== "undo" && command !== "redo");

const go: Binding = { keys: ["enter"], command: "accept", label: "go there or do it" };
const close: Binding = { keys: ["ctrl+p"], command: "find", label: "close", quiet: true };

export const findKeys: ScreenKeys = {
  title: "Find anything",
  bindings: [go, ...quietly(picking), toBack, close, leave],
};

export const findSearchKeys: ScreenKeys = {
  title: "Find anything, while you search",
  bindings: [go, ...quietly(searching), toAll, close, leave],
};
