import { dirname } from "node:path";
import { Box, Text } from "ink";
import { useMemo, useState } from "react";
import { type BuildView, overallProgress } from "../../src/pipeline/fold.ts";
import { remainingSeconds } from "../../src/pipeline/remaining.ts";
import { cacheDirectory } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { cancelling, help } from "../keys/bindings.ts";
import type { Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { panelsOf } from "../layout.ts";
import { useLendTerminal } from "../terminal/useTerminal.ts";
import { theme } from "../theme.ts";
import { minutes } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Log } from "../ui/log/Log.tsx";
import { LogTail } from "../ui/log/LogTail.tsx";
import { PercentBar } from "../ui/ProgressBar.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useNow, useStore } from "../ui/useStore.ts";
import type { BuildSession } from "./build-session.ts";
import { LoadLine } from "./LoadLine.tsx";
import { machineSection } from "./machine-section.ts";
import { Paused } from "./Paused.tsx";
import { StageRow } from "./StageRow.tsx";
import { StageTimeline } from "./StageTimeline.tsx";
import { useLoads } from "./useLoads.ts";

interface Props {
  readonly session: BuildSession;
}

const timeOf = (view: BuildView, now: number): string => {
  if (view.startedAt === 0) return "";
  const left = remainingSeconds(view, now);
  const elapsed = minutes((now - view.startedAt) / 1000);
  if (left === undefined) return elapsed;
  return left < 1 ? `${elapsed}   nearly done` : `${elapsed}   about ${minutes(left)} to go`;
};

/** A panel for each running stage; where it works on several machines, one for each of them. */
const runningLogs = ({ stages }: BuildView) =>
  stages
    .filter(({ state }) => state === "running")
    .flatMap(({ name, lines, machines }) => [
      ...(lines.length > 0 ? [{ title: name, lines }] : []),
      ...Object.entries(machines).map(([machine, said]) => ({ title: `${name}: ${machine}`, lines: said })),
    ]);

/** A running build: stages, a log panel for each running one, overall progress, the machine's load. */
export const Build = ({ session }: Props) => {
  const view = useStore(session);
  const now = useNow();
  const loads = useLoads([...(view.log === "" ? [] : [dirname(view.log)]), cacheDirectory()]);
  const machine = useMemo(() => ({ right: [machineSection(loads, view.log)] }), [loads, view.log]);
  const stages = view.stages.length;
  // Beside panes the stages have an axis of time, too.
  const parts = { progress: 1, bottom: 1, stages: [stages, stages + 1] } as const;
  const { body, list, panes } = useLayout(parts, 0, machine);
  const { columns } = body;
  const [mode, setMode] = useState<"build" | "cancelling" | "cancelled">("build");
  const [insisted, setInsisted] = useState(false);
  const [inLog, setInLog] = useState(false);
  const [chosen, setChosen] = useState<string>();

  const lend = useLendTerminal();
  const logs = runningLogs(view);
  const found = logs.findIndex(({ title }) => title === chosen);
  const at = Math.max(0, found);
  const choose = (index: number) => setChosen(logs[Math.max(0, Math.min(index, logs.length - 1))]?.title);
  const paused = view.stages.find((stage) => stage.paused)?.paused;
  const screen = mode === "build" && paused ? pausedKeys : modes[mode];
  useKeymap(
    screen,
    (command) => {
      if (command === "shell") void lend(() => session.enter());
      if (command === "goOn") session.resume();
      if (command === "log") setInLog(true);
      if (command === "cancel") setMode("cancelling");
      // Comes from the log, which lies over the build.
      if (command === "quit") {
        setInLog(false);
        setMode((old) => (old === "build" ? "cancelling" : old));
      }
      if (command === "back") setMode("build");
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
  if (inLog) return <Log path={view.log} onClose={() => setInLog(false)} />;

  const panels = panelsOf(logs.length, at, list.rows);
  return (
    <Frame
      title={`Building ${sanitize(view.name)}`.trim()}
      context={timeOf(view, now)}
      screen={screen}
      panes={machine}
    >
      {panes ? (
        <StageTimeline view={view} now={now} columns={columns} />
      ) : (
        view.stages.map((stage) => <StageRow key={stage.name} stage={stage} now={now} />)
      )}
      {view.startedAt === 0 ? (
        <Text {...theme.quiet}>Looking at the cache and the free space ...</Text>
      ) : (
        <PercentBar fraction={overallProgress(view)} width={Math.max(10, columns - 7)} />
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
        <Text {...theme.warning}>
          {signs.warning} Cancel this build? What is finished stays in the cache.
        </Text>
      ) : mode === "cancelled" ? (
        <Text {...theme.warning} wrap="truncate">
          {insisted
            ? `${signs.warning} The build is ending: programs are stopped, and unfinished files are removed.`
            : "Cancelling ..."}
        </Text>
      ) : panes ? null : (
        <LoadLine load={loads.at(-1) ?? {}} log={view.log} width={columns} />
      )}
    </Frame>
  );
};

export const buildScreen: Screen<Props> = {
  title: "A build",
  bindings: [
    { keys: ["l"], command: "log", label: "full log" },
    { keys: ["down", "j"], command: "nextPanel", label: "next panel" },
    { keys: ["up", "k"], command: "previousPanel", label: "previous panel", quiet: true },
    ...cancelling,
    help,
  ],
  component: Build,
};

export const pausedKeys: ScreenKeys = {
  title: "A build that waits for you",
  bindings: [
    { keys: ["s"], command: "shell", label: "open a shell" },
    { keys: ["enter"], command: "goOn", label: "go on with the build" },
    { keys: ["l"], command: "log", label: "full log" },
    ...cancelling,
    help,
  ],
};

export const cancellingKeys: ScreenKeys = {
  title: "A build, before it is cancelled",
  bindings: [
    { keys: ["y", "ctrl+c"], command: "confirm", label: "cancel the build" },
    { keys: ["n", "esc", "enter"], command: "back", label: "go on" },
  ],
};

export const cancelledKeys: ScreenKeys = {
  title: "A build that is being cancelled",
  bindings: [{ keys: ["l"], command: "log", label: "full log" }, help],
};

const modes = { build: buildScreen, cancelling: cancellingKeys, cancelled: cancelledKeys };
