import { Box, Text } from "ink";
import prettyBytes from "pretty-bytes";
import { useRef, useState } from "react";
import type { Note, ServeView } from "../../src/serve/events/fold.ts";
import { shortPath } from "../../src/system/paths.ts";
import { harmless } from "../../src/system/text.ts";
import type { Command } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";
import { Frame } from "../ui/Frame.tsx";
import { minutes } from "../ui/format.ts";
import { Log } from "../ui/log/Log.tsx";
import { LogTail } from "../ui/log/LogTail.tsx";
import { Rows } from "../ui/Rows.tsx";
import { signs } from "../ui/signs.ts";
import { useList } from "../ui/useList.ts";
import { useNow, useStore } from "../ui/useStore.ts";
import { ClientRow } from "./ClientRow.tsx";
import { clientCounts, clientDetail, type Filter, filters, nextFilter } from "./client-words.ts";
import type { ServeSession } from "./serve-session.ts";

const dhcpWords = { proxy: "DHCP beside another", full: "DHCP", off: "no DHCP" } as const;
/** Rows around the lists: title, rules, key bar, the spare row; what is served; a gap and counts; the client's details. */
const rowsAround = 5 + 3 + 2 + 2;
/** Notes have a fifth of the rows. */
const notesHeight = (rows: number) => Math.max(3, Math.min(8, Math.floor(rows / 5)));

interface Props {
  readonly session: ServeSession;
  /** Gets "back" and "quit", once nothing runs any more. */
  readonly onCommand: (command: Command) => void;
}

const clock = (at: number) => new Date(at).toTimeString().slice(0, 8);

const noteLine = ({ at, kind, message, remedy }: Note): string =>
  `${clock(at)} ${kind === "problem" ? `${signs.warning} ` : ""}${message}${remedy ? ` ${remedy}` : ""}`;

/** What is given to whom, from where: three rows. */
const Served = ({ view }: { readonly view: ServeView }) => {
  const { started, offer } = view;
  if (!started || !offer) return <Text dimColor>Looking at the network and the release ...</Text>;
  const { canary, canaries, singles, release } = offer;
  const others = [
    ...(canary ? [`${canaries} of them, on trial: ${canary}`] : []),
    ...(singles > 0 ? [`${singles} with something of their own`] : []),
  ];
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text wrap="truncate">{harmless(`clients get ${release}`)}</Text>
      <Text wrap="truncate" dimColor>
        {harmless(others.join("; ") || "all of them alike")}
      </Text>
      <Text wrap="truncate" dimColor>
        {harmless(`loaders begin at ${started.url}   log ${shortPath(started.log)}`)}
      </Text>
    </Box>
  );
};

/** A boot server: what is served where, each client with how far it is, and what else happened. */
export const Serve = ({ session, onCommand }: Props) => {
  const view = useStore(session);
  const now = useNow();
  const { columns, rows } = useTerminalSize();
  const { server, state, error, startedAt } = view;
  const { started, clients, notes, sent } = server;
  const [filter, setFilter] = useState<Filter>("all");
  const [asking, setAsking] = useState<Command>();
  const [log, setLog] = useState(false);
  const leaving = useRef(false);
  const all = [...clients.values()];
  const shown = all.filter(filters[filter]);
  const noteRows = notesHeight(rows);
  const height = Math.max(2, rows - rowsAround - noteRows);
  const list = useList(shown.length, height);
  const here = shown[list.window.cursor];
  const loading = all.filter(({ fetch }) => fetch?.state === "running").length;
  const leave = (command: Command) => {
    if (leaving.current) return;
    leaving.current = true;
    session.stop().then(() => onCommand(command));
  };
  useKeymap(asking ? "stopServing" : "serve", (command) => {
    if (asking) {
      if (command === "confirm") leave(asking);
      setAsking(undefined);
    } else if (command === "back" || command === "quit") {
      if (loading > 0) setAsking(command);
      else leave(command);
    } else if (command === "log" && started) setLog(true);
    else if (command === "filter") setFilter(nextFilter);
    else list.handle(command);
  });
  if (log && started) {
    const close = () => setLog(false);
    return <Log path={started.log} onClose={close} onQuit={close} />;
  }
  const services = started
    ? [
        `${started.interface} ${started.address}`,
        dhcpWords[started.dhcp],
        started.http.server === "nginx" ? "nginx" : "",
      ].filter(Boolean)
    : [];
  const context = [...(columns < 76 ? services.slice(0, 1) : services), minutes((now - startedAt) / 1000)];
  return (
    <Frame
      title={harmless(started ? `Serving ${started.image}` : "Serve").slice(0, Math.max(10, columns - 45))}
      context={context.join("   ")}
      screen={asking ? "stopServing" : "serve"}
    >
      {error ? (
        <Box flexDirection="column" flexShrink={0}>
          <Text>
            <Text color="red">{signs.failed}</Text> {harmless(error.message)}
          </Text>
          {error.remedy ? (
            <Text>
              <Text color="cyan">What to do </Text>
              {error.remedy.split("\n").map(harmless).join("\n")}
            </Text>
          ) : null}
        </Box>
      ) : (
        <Served view={server} />
      )}
      <Box justifyContent="space-between" marginTop={1} flexShrink={0}>
        <Text bold>{clientCounts(all, filter)}</Text>
        <Text dimColor>{sent > 0 ? `${prettyBytes(sent)} sent` : ""}</Text>
      </Box>
      <Rows
        items={shown}
        window={list.window}
        height={height}
        keyOf={({ key }) => key}
        row={(client) => <ClientRow client={client} width={columns - 5} now={now} />}
      />
      <Box flexGrow={1} />
      <Box height={2} flexShrink={0} overflow="hidden">
        {state === "stopping" ? (
          <Text color="yellow">Stopping ...</Text>
        ) : asking ? (
          <Text color="yellow">
            {`${signs.warning} ${loading} ${loading === 1 ? "client is" : "clients are"} loading. Stop serving? They try again for five minutes.`}
          </Text>
        ) : (
          <Text dimColor>{here ? clientDetail(here, now) : ""}</Text>
        )}
      </Box>
      <LogTail title="what else happened" lines={notes.map(noteLine)} height={noteRows} width={columns - 2} />
    </Frame>
  );
};
