import { Box, Text } from "ink";
import { useMemo, useState } from "react";
import { steps } from "../../src/settings/steps.ts";
import { sanitize } from "../../src/system/text.ts";
import { cutLines, wrapWords } from "../../src/system/text-width.ts";
import {
  accept,
  back,
  clientSize,
  help,
  moving,
  quit,
  search as toSearch,
  undoing,
} from "../keys/bindings.ts";
import type { Binding, Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { estimateRows } from "../layout.ts";
import { useTerminal } from "../terminal/useTerminal.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { MenuRows } from "../ui/list/MenuRows.tsx";
import { menuKeys } from "../ui/list/menu-keys.ts";
import { useSearch } from "../ui/list/SearchLine.tsx";
import { useMenu } from "../ui/list/useMenu.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { Estimate } from "./Estimate.tsx";
import { forecastOf } from "./forecasts.ts";
import { usePackageList } from "./package-lists.ts";
import { commandLine, lineOf, rowsOf, type SummaryOf, withLines } from "./summary-rows.ts";

interface Props extends SummaryOf {
  /** Of the draft. */
  readonly title: string;
  /** What was just done, such as a preset that was saved. */
  readonly note: string | undefined;
  /** Opens a step, at a setting of it or at its end. */
  readonly onOpen: (step: number, setting?: string) => void;
  readonly onCommand: (command: Command) => void;
}

/** Lines about the row under the cursor. */
const [leastAbout, mostAbout] = [3, 7];
/** The list's cursor and arrows, and blanks between them. */
const besideRow = 4;

const copied =
  "The command line was copied. Where pasting gives something else, the terminal does not let programs copy: c shows the line, so that you can select it.";
const inTmux = " tmux needs: set -s set-clipboard on";

/** Everything that was chosen, what differs from the preset, what it will cost; then the build. */
export const Summary = (props: Props) => {
  const { settings, title, note, onOpen, onCommand } = props;
  const [asCommand, setAsCommand] = useState(false);
  /** What was done last; it stands where the row under the cursor is explained. */
  const [said, setSaid] = useState(note);
  const { copy } = useTerminal();
  const search = useSearch();
  const { columns } = useLayout().body;
  const linesOf = (text: string) => wrapWords(sanitize(text), columns, true);
  const index = usePackageList(settings)?.index;
  const cost = index && forecastOf(settings, index);
  const { original, preset, output } = props;
  const plain = useMemo(
    () => rowsOf({ settings, original, preset, output }, cost),
    [settings, original, preset, output, cost],
  );
  const longestAbout = useMemo(
    () => Math.max(...plain.map(({ about }) => wrapWords(sanitize(about), columns, true).length)),
    [plain, columns],
  );
  const longest = Math.max(linesOf(said ?? "").length, longestAbout);
  const aboutRows = Math.max(leastAbout, Math.min(mostAbout, longest));
  const { body, list: room } = useLayout({
    ...{ search: search.rows, about: aboutRows + 1, estimate: estimateRows },
  });
  // What is too long to be explained below the list is read in it.
  const isLong = (about: string) => linesOf(about).length > mostAbout;
  const rows = withLines(plain, body.columns - besideRow, room.rows, isLong);
  // Enter alone leads through the wizard: the cursor begins on the row that builds.
  const menu = useMenu(search, rows, lineOf, room.rows, rows.length - 1);
  // It stays on its row when rows come in above it, such as those of a package list that was being read.
  const last = rows.length - 1;
  const fromEnd = last - menu.list.window.cursor;
  const [before, setBefore] = useState({ last, fromEnd });
  if (before.last !== last) {
    setBefore({ ...before, last });
    const isBelow = before.last - before.fromEnd >= steps.length;
    if (search.text === "" && isBelow) menu.list.go(last - before.fromEnd);
  } else if (before.fromEnd !== fromEnd) setBefore({ last, fromEnd });
  const { here } = menu;
  const { step, setting, about = "" } = here ?? {};
  const builds = here !== undefined && step === undefined;
  const screen = asCommand ? summaryCommandKeys : menuKeys(builds ? summaryScreen : summaryRowKeys, search);
  useKeymap(screen, (command) => {
    setSaid(undefined);
    if (command === "accept") {
      if (step !== undefined) onOpen(step, setting);
    } else if (command === "command") setAsCommand((old) => !old);
    else if (command === "copy") {
      copy(commandLine(props));
      setSaid(copied + (process.env.TMUX ? inTmux : ""));
    } else if (command === "back" && asCommand) setAsCommand(false);
    else if (command === "back" && search.text !== "") menu.clear();
    else if (["build", "save", "undo", "redo", "lessMemory", "moreMemory", "back", "quit"].includes(command))
      onCommand(command);
    else {
      if (command === "search") setAsCommand(false);
      menu.handle(command);
    }
  });
  const lines = linesOf(said ?? (asCommand ? "" : about));
  return (
    <Frame title="Summary" context={title} screen={screen}>
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {asCommand ? <Text wrap="wrap">{commandLine(props)}</Text> : <MenuRows menu={menu} lineOf={lineOf} />}
      </Box>
      <Box flexDirection="column" flexShrink={0} width={body.columns} height={aboutRows + 1} paddingTop={1}>
        <Text {...(said === undefined ? theme.quiet : theme.good)}>
          {cutLines(lines, aboutRows, columns, signs.more).join("\n")}
        </Text>
      </Box>
      <Box flexDirection="column" flexShrink={0} width={body.columns}>
        <Estimate settings={settings} />
      </Box>
    </Frame>
  );
};

const common = [
  { keys: ["p"], command: "save", label: "save preset" },
  { keys: ["c"], command: "command", label: "command line" },
  { keys: ["y"], command: "copy", label: "copy" },
  { ...toSearch, quiet: true },
  ...moving,
  ...undoing,
  ...clientSize,
  back,
  help,
  quit,
] as const satisfies readonly Binding[];

export const summaryScreen: Screen<Props> = {
  title: "Summary",
  bindings: [{ keys: ["enter", "b"], command: "build", label: "build" }, ...common],
  component: Summary,
};

export const summaryRowKeys: ScreenKeys = {
  title: "Summary, on a row that can be changed",
  bindings: [accept("change"), { keys: ["b"], command: "build", label: "build" }, ...common],
};

/** Enter has no row to do anything with. */
export const summaryCommandKeys: ScreenKeys = {
  title: "Summary, as a command line",
  bindings: [{ keys: ["b"], command: "build", label: "build" }, ...common],
};
