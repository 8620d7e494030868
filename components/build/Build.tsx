import { dirname } from "node:path";
import { Box, Text } from "ink";
import { useMemo, useState } from "react";
import { steadyProgress } from "../../src/pipeline/remaining.ts";
import { cacheDirectory } from "../../src/system/paths.ts";
import { cancelling, help, search as toSearch } from "../keys/bindings.ts";
import type { Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { panelsOf } from "../layout.ts";
import { useTerminal } from "../terminal/useTerminal.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { menuKeys } from "../ui/list/menu-keys.ts";
import { SearchLine } from "../ui/list/SearchLine.tsx";
import { Log } from "../ui/log/Log.tsx";
import { LogTail } from "../ui/log/LogTail.tsx";
import { PercentBar } from "../ui/ProgressBar.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useNow, useStore } from "../ui/useStore.ts";
import type { BuildSession } from "./build-session.ts";
import { runningLogs, timeOf } from "./build-words.ts";
import { LoadLine } from "./LoadLine.tsx";
import { machineSection } from "./machine-section.ts";
import { Paused } from "./Paused.tsx";
import { StageRow } from "./StageRow.tsx";
import { StageTimeline } from "./StageTimeline.tsx";
import { useLoads } from "./useLoads.ts";
import { useStageSearch } from "./useStageSearch.ts";

interface Props {
  readonly session: BuildSession;
}

/** What a build that is cancelled waits for: no stage tells how far that is. */
const cancelText = "Cancelling ... removing what was begun";

/** Rows that say how to get into a machine: with fewer, how busy this one is does not matter. */
const pausedRows = 5;

/** A running build: stages, a log panel for each running one, overall progress, the machine's load. */
export const Build = ({ session }: Props) => {
  const view = useStore(session);
  const clock = useNow();
  const packed = view.stages.find(({ bytes }) => bytes !== undefined)?.bytes;
  const loads = useLoads([...(view.log === "" ? [] : [dirname(view.log)]), cacheDirectory()], packed);
  const machine = useMemo(() => ({ right: [machineSection(loads, view.log)] }), [loads, view.log]);
  const [mode, setMode] = useState<"build" | "cancelling" | "cancelled">("build");
  const [insisted, setInsisted] = useState(false);
  const [inLog, setInLog] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const logs = runningLogs(view);
  const found = useStageSearch(view.stages, ({ name }) =>
    setChosen((old) => logs.find(({ title }) => title.split(":")[0] === name)?.title ?? old),
  );
  const { search } = found;
  const stages = Math.max(1, found.stages.length);
  // Beside panes the stages have an axis of time, too.
  const parts = { search: search.rows, progress: 1, bottom: 1, stages: [stages, stages + 1] } as const;
  const { body, list, panes } = useLayout(parts, 0, machine);
  const { columns } = body;
  const ending = mode === "cancelled";

  const [progress] = useState(steadyProgress);
  const { lend } = useTerminal();
  const at = Math.max(
    0,
    logs.findIndex(({ title }) => title === chosen),
  );
  const choose = (index: number) => setChosen(logs[Math.max(0, Math.min(index, logs.length - 1))]?.title);
  const paused = view.stages.find((stage) => stage.paused)?.paused;
  // What waits for a person gets no further.
  const now = paused?.since ?? clock;
  const screen = mode === "build" ? (paused ? pausedKeys : menuKeys(buildScreen, search)) : modes[mode];
  useKeymap(
    screen,
    (command) => {
      if (command === "shell") void lend(() => session.enter());
      if (command === "goOn") session.resume();
      if (command === "log") setInLog(true);
      if (["cancel", "confirm", "quit"].includes(command)) found.clear();
      if (command === "cancel") setMode("cancelling");
      // Comes from the log, which lies over the build.
      if (command === "quit") {
        setInLog(false);
        setMode((old) => (old === "build" ? "cancelling" : old));
      }
      if (command === "search") search.open();
      if (command === "back" && mode === "build") found.clear();
      else if (command === "back") setMode("build");
      if (command === "confirm") {
        setMode("cancelled");
        session.cancel();
      }
      if (command === "nextPanel") choose(at + 1);
      if (command === "previousPanel") choose(at - 1);
    },
    (_, key) => {
      if (mode === "cancelled" && key === "ctrl+c") setInsisted(true);
    },
  );
  if (inLog) return <Log path={view.log} ofBuild onClose={() => setInLog(false)} />;

  const panels = panelsOf(logs.length, at, list.rows);
  return (
    <Frame
      title={`Building ${view.name || session.name}`.trim()}
      context={timeOf(view, now, ending, session.begunAt)}
      screen={screen}
      panes={machine}
    >
      <SearchLine search={search} onText={found.write} onBack={found.clear} />
      {view.stages.length > 0 && found.stages.length === 0 ? (
        <Text {...theme.quiet}>{"  nothing matches"}</Text>
      ) : panes ? (
        <StageTimeline {...{ view, stages: found.stages, ending, now, columns }} />
      ) : (
        found.stages.map((stage) => <StageRow key={stage.name} {...{ stage, ending, now }} />)
      )}
      {ending ? (
        <Text {...theme.warning} wrap="truncate">
          {cancelText}
        </Text>
      ) : view.startedAt === 0 ? (
        <Text {...theme.quiet}>Looking at the cache, the packages and the free space ...</Text>
      ) : (
        <PercentBar fraction={progress(view, now)} width={Math.max(10, columns - 7)} />
      )}
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {paused ? (
          <Paused {...paused} />
        ) : (
          panels.map(({ index, height }) => {
            const log = logs[index];
            const here = logs.length > 1 && index === at;
            return log ? <LogTail key={log.title} {...{ ...log, height, here }} width={columns} /> : null;
          })
        )}
      </Box>
      {mode === "cancelling" ? (
        <Text {...theme.warning}>{signs.warning} Cancel this build? Finished stages stay in the cache.</Text>
      ) : ending ? (
        <Text {...theme.warning} wrap="truncate">
          {insisted ? `${signs.warning} The build is ending. Large folders take a while to remove.` : ""}
        </Text>
      ) : panes || (paused && list.rows < pausedRows) ? null : (
        <LoadLine load={loads.at(-1) ?? {}} log={view.log} width={columns} />
      )}
    </Frame>
  );
};

export const buildScreen: Screen<Props> = {
  title: "A build",
  bindings: [
    { keys: ["l"], command: "log", label: "full log" },
    toSearch,
    { keys: ["down", "j"], command: "nextPanel", label: "next panel" },
    { keys: ["up", "k"], command: "previousPanel", label: "previous panel", quiet: true },
    ...cancelling,
    help,
  ],
  component: Build,
};

export const pausedKeys: ScreenKeys = {
  title: "A paused build",
  bindings: [
    { keys: ["s"], command: "shell", label: "open a shell" },
    { keys: ["enter"], command: "goOn", label: "go on with the build" },
    { keys: ["l"], command: "log", label: "full log" },
    ...cancelling,
    help,
  ],
};

export const cancellingKeys: ScreenKeys = {
  title: "Before a build is cancelled",
  bindings: [
    { keys: ["y", "ctrl+c"], command: "confirm", label: "cancel the build" },
    { keys: ["n", "esc", "enter"], command: "back", label: "go on" },
  ],
};

export const cancelledKeys: ScreenKeys = {
  title: "A build that is being cancelled",
  bindings: [{ keys: ["l"], command: "log", label: "full log" }, help],
};

const modes = { cancelling: cancellingKeys, cancelled: cancelledKeys };
