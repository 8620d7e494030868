import { Box, Text } from "ink";
import prettyBytes from "pretty-bytes";
import { useRef, useState } from "react";
import type { Note, ServeView } from "../../src/serve/events/fold.ts";
import { shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { help, leave, moving } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { minutes } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { hasAllSections } from "../ui/frame/panes.ts";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { Log } from "../ui/log/Log.tsx";
import { LogTail } from "../ui/log/LogTail.tsx";
import { Mark } from "../ui/Mark.tsx";
import { Remedy } from "../ui/Remedy.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useNow, useStore } from "../ui/useStore.ts";
import { ClientRow } from "./ClientRow.tsx";
import { clientSection } from "./client-section.ts";
import {
  clientCounts,
  clientDetail,
  type Filter,
  filters,
  nextFilter,
  stopQuestion,
} from "./client-words.ts";
import { clientsSection } from "./clients-section.ts";
import type { ServeSession } from "./serve-session.ts";

const dhcpWords = { proxy: "DHCP beside another", full: "DHCP", off: "no DHCP" } as const;
const beside = { right: true };
/** Notes have a fifth of the terminal's rows, of which the body has five less. */
const notesHeight = (rows: number) => Math.max(3, Math.min(8, Math.floor((rows + 5) / 5)));

interface Props {
  readonly session: ServeSession;
  /** Gets "back" and "quit", once nothing runs any more. */
  readonly onCommand: (command: Command) => void;
}

const clock = (at: number) => new Date(at).toTimeString().slice(0, 8);

const noteLine = ({ at, kind, message, remedy }: Note): string =>
  `${clock(at)} ${kind === "problem" ? `${signs.warning} ` : ""}${message}${remedy ? ` ${remedy}` : ""}`;

/** Notes in full, each in as many rows as it takes. */
const noteLines = (notes: readonly Note[], columns: number): string[] =>
  notes.flatMap((note) => wrapWords(sanitize(noteLine(note)), columns));

/** What is given to whom, from where: three rows. */
const Served = ({ view }: { readonly view: ServeView }) => {
  const { started, offer } = view;
  if (!started || !offer) return <Text {...theme.quiet}>Looking at the network and the release ...</Text>;
  const { canary, canaries, singles, release } = offer;
  const others = [
    ...(canary ? [`${canaries} of them, on trial: ${canary}`] : []),
    ...(singles > 0 ? [`${singles} with something of their own`] : []),
  ];
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text wrap="truncate">{sanitize(`clients get ${release}`)}</Text>
      <Text wrap="truncate" {...theme.quiet}>
        {sanitize(others.join("; ") || "all of them alike")}
      </Text>
      <Text wrap="truncate" {...theme.quiet}>
        {sanitize(`loaders begin at ${started.url}   log ${shortPath(started.log)}`)}
      </Text>
    </Box>
  );
};

/** A boot server: what is served where, each client with how far it is, and what else happened. */
export const Serve = ({ session, onCommand }: Props) => {
  const view = useStore(session);
  const now = useNow();
  const { server, state, error, startedAt } = view;
  const { started, clients, notes, sent } = server;
  const [filter, setFilter] = useState<Filter>("all");
  const [asking, setAsking] = useState<Command>();
  const [log, setLog] = useState(false);
  const leaving = useRef(false);
  const all = [...clients.values()];
  const shown = all.filter(filters[filter]);
  const around = useLayout(undefined, undefined, beside);
  const noteRows = notesHeight(around.body.rows);
  const layout = useLayout({ served: 3, counts: 2, client: 2, notes: noteRows }, 2, beside);
  const { columns } = layout.body;
  const detailed = layout.panes?.right && hasAllSections(layout.panes.right);
  const list = useList(shown, layout.list.rows);
  const { here } = list;
  const panes = { right: [clientsSection(server, now), clientSection(here, now)] };
  const question = stopQuestion(all);
  const leave = (command: Command) => {
    if (leaving.current) return;
    leaving.current = true;
    session.stop().then(() => onCommand(command));
  };
  useKeymap(asking ? stopServingKeys : serveScreen, (command) => {
    // Comes from the log, which lies over the clients.
    if (log) setLog(false);
    else if (asking) {
      if (command === "confirm") leave(asking);
      setAsking(undefined);
    } else if (command === "back" || command === "quit") {
      if (question) setAsking(command);
      else leave(command);
    } else if (command === "log" && started) setLog(true);
    else if (command === "filter") setFilter(nextFilter);
    else list.handle(command);
  });
  if (log && started) return <Log path={started.log} panes={panes} onClose={() => setLog(false)} />;
  const services = started
    ? [
        `${started.interface} ${started.address}`,
        dhcpWords[started.dhcp],
        started.http.server === "nginx" ? "nginx" : "",
      ].filter(Boolean)
    : [];
  const context = [
    ...(layout.width === "narrow" && !layout.panes ? services.slice(0, 1) : services),
    minutes((now - startedAt) / 1000),
  ];
  return (
    <Frame
      title={sanitize(started ? `Serving ${started.image}` : "Serve").slice(0, Math.max(10, columns - 43))}
      context={context.join("   ")}
      screen={asking ? stopServingKeys : serveScreen}
      panes={panes}
    >
      {error ? (
        <Box flexDirection="column" flexShrink={0}>
          <Text>
            <Mark of="failed" /> {sanitize(error.message)}
          </Text>
          <Remedy text={error.remedy?.split("\n").map(sanitize).join("\n")} />
        </Box>
      ) : (
        <Served view={server} />
      )}
      <Box justifyContent="space-between" marginTop={1} flexShrink={0}>
        <Text {...theme.emphasis}>{clientCounts(all, filter)}</Text>
        <Text {...theme.quiet}>{sent > 0 && !layout.panes ? `${prettyBytes(sent)} sent` : ""}</Text>
      </Box>
      <Rows list={list} row={(client) => <ClientRow client={client} width={columns - 3} now={now} />} />
      <Box flexGrow={1} />
      <Box height={2} flexShrink={0} overflow="hidden">
        {state === "stopping" ? (
          <Text {...theme.warning}>Stopping ...</Text>
        ) : asking ? (
          <Text {...theme.warning}>{`${signs.warning} ${question ?? "Stop serving?"}`}</Text>
        ) : (
          <Text {...theme.quiet}>{here && !detailed ? clientDetail(here, now) : ""}</Text>
        )}
      </Box>
      <LogTail
        title="what else happened"
        lines={noteLines(notes.slice(-noteRows), columns)}
        height={noteRows}
        width={columns}
      />
    </Frame>
  );
};

export const serveScreen: Screen<Props> = {
  title: "Serving an image",
  bindings: [
    ...moving,
    { keys: ["tab"], command: "filter", label: "filter" },
    { keys: ["l"], command: "log", label: "log" },
    { keys: ["esc", "q"], command: "back", label: "stop" },
    help,
    leave,
  ],
  component: Serve,
};

export const stopServingKeys: ScreenKeys = {
  title: "Serving an image, before the server stops",
  bindings: [
    { keys: ["y", "ctrl+c"], command: "confirm", label: "stop serving" },
    { keys: ["n", "esc", "enter"], command: "back", label: "go on" },
  ],
};
