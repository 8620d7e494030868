import { Box, Text } from "ink";
import { useState } from "react";
import { overallProgress } from "../../src/build/fold.ts";
import { shortPath } from "../../src/system/paths.ts";
import type { BuildSession } from "../build-session.ts";
import { minutes } from "../format.ts";
import { useBuildView } from "../hooks/useBuildView.ts";
import { useKeymap } from "../hooks/useKeymap.ts";
import { useTerminalSize } from "../hooks/useTerminalSize.ts";
import { signs } from "../signs.ts";
import { Frame } from "../ui/Frame.tsx";
import { Help } from "../ui/Help.tsx";
import { LogTail } from "../ui/LogTail.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { StageRow } from "../ui/StageRow.tsx";

/** Rows of the frame around the log panels: title, rules, key bar, overall line, log path, the spare row. */
const rowsAround = 9;
const smallestPanel = 3;

interface Props {
  readonly session: BuildSession;
}

/** A running build: stages, a log panel for each running one, overall progress. */
export const Build = ({ session }: Props) => {
  const { view, now } = useBuildView(session);
  const { columns, rows } = useTerminalSize();
  const [mode, setMode] = useState<"build" | "cancelling" | "help" | "cancelled">("build");
  const [panel, setPanel] = useState(0);
  useKeymap(mode === "cancelling" ? "cancelling" : "build", (command) => {
    if (mode === "help") return;
    if (command === "help") setMode("help");
    if (command === "cancel" && mode === "build") setMode("cancelling");
    if (command === "back") setMode("build");
    if (command === "confirm") {
      setMode("cancelled");
      session.cancel();
    }
    if (command === "nextPanel") setPanel((old) => old + 1);
    if (command === "previousPanel") setPanel((old) => Math.max(0, old - 1));
  });
  if (mode === "help") return <Help about="build" onClose={() => setMode("build")} />;

  const running = view.stages.filter(({ state }) => state === "running");
  const withLog = running.filter(({ lines }) => lines.length > 0);
  const room = rows - rowsAround - view.stages.length;
  const shown = Math.max(1, Math.min(withLog.length, Math.floor(room / smallestPanel)));
  const first = Math.min(panel, Math.max(0, withLog.length - shown));
  const panels = withLog.slice(first, first + shown);
  const seconds = view.startedAt === 0 ? 0 : (now - view.startedAt) / 1000;
  return (
    <Frame
      title={`Building ${view.name}`}
      context={minutes(seconds)}
      screen={mode === "cancelling" || mode === "cancelled" ? mode : "build"}
    >
      {view.stages.map((stage) => (
        <StageRow key={stage.name} stage={stage} now={now} />
      ))}
      <Box marginTop={1} columnGap={1}>
        <ProgressBar fraction={overallProgress(view)} width={Math.max(10, columns - 10)} />
        <Text>{`${Math.round(overallProgress(view) * 100)} %`.padStart(5)}</Text>
      </Box>
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {panels.map(({ name, lines }) => (
          <LogTail
            key={name}
            title={name}
            lines={lines}
            height={Math.max(smallestPanel - 1, Math.floor(room / panels.length))}
            width={columns - 2}
          />
        ))}
      </Box>
      {mode === "cancelling" ? (
        <Text color="yellow">{signs.warning} Cancel this build? What is finished stays in the cache.</Text>
      ) : mode === "cancelled" ? (
        <Text color="yellow">Cancelling...</Text>
      ) : (
        <Text dimColor wrap="truncate">
          log {shortPath(view.log)}
        </Text>
      )}
    </Frame>
  );
};
