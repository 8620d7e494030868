import { Box, Text } from "ink";
import { useMemo, useState } from "react";
import type { Manifest } from "../../src/release/release.ts";
import { describeInterface, type NetworkInterface } from "../../src/serve/network/interface.ts";
import { help, leave, moving, quit, textKeys } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { filesSection } from "../ui/frame/release-sections.ts";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { Paragraph } from "../ui/Paragraph.tsx";
import { signs } from "../ui/signs.ts";
import { TextEntry } from "../ui/TextEntry.tsx";
import { turn } from "../ui/turn.ts";
import {
  choosable,
  dhcpModes,
  portProblem,
  rangeOn,
  rangeProblem,
  type ServeChoice,
  startQuestion,
} from "./serve-setup.ts";
import { networksSection, startSection } from "./setup-sections.ts";

interface Props {
  /** What clients will be given. */
  readonly release: Manifest;
  readonly interfaces: readonly NetworkInterface[];
  readonly start: ServeChoice;
  readonly onStart: (choice: ServeChoice) => void;
  readonly onCommand: (command: Command) => void;
}

interface Row {
  readonly key: "interface" | "dhcp" | "range" | "httpPort" | "start";
  readonly label: string;
  readonly value: string;
  readonly help: string;
}

const modes = Object.keys(dhcpModes) as ServeChoice["dhcp"][];

const rowsOf = (choice: ServeChoice, interfaces: readonly NetworkInterface[]): Row[] => {
  const network = interfaces.find(({ name }) => name === choice.interface);
  const range = rangeOn(choice, interfaces);
  const addresses: Row = {
    key: "range",
    label: "addresses",
    value: range ? `${range.from}-${range.to}` : "",
    help: "The first and the last address that clients may get; empty takes the upper half of the network.",
  };
  return [
    {
      key: "interface",
      label: "network",
      value: network ? describeInterface(network) : "no interface has an IPv4 address",
      help: "The network interface that leads to the clients. thinsmith does not answer on any other.",
    },
    { key: "dhcp", label: "DHCP", value: dhcpModes[choice.dhcp].label, help: dhcpModes[choice.dhcp].help },
    ...(choice.dhcp === "full" ? [addresses] : []),
    {
      key: "httpPort",
      label: "HTTP port",
      value: choice.httpPort,
      help: "80, unless another program uses that port.",
    },
    {
      key: "start",
      label: "Start serving",
      value: "",
      help: "Clients that start from the network get this image until you stop serving. Nothing is installed anywhere.",
    },
  ];
};

/** What has to be known before an image is served. */
export const ServeSetup = ({ release, interfaces, start, onStart, onCommand }: Props) => {
  const [choice, setChoice] = useState(start);
  const [writing, setWriting] = useState<"range" | "httpPort">();
  const [asking, setAsking] = useState(false);
  const rows = rowsOf(choice, interfaces);
  const list = useList(rows, rows.length, rows.length - 1);
  const row = list.here;
  const names = choosable(interfaces).map((one) => one.name);
  const change = (by: 1 | -1) => {
    if (row?.key === "interface") setChoice({ ...choice, interface: turn(names, choice.interface, by) });
    if (row?.key === "dhcp") setChoice({ ...choice, dhcp: turn(modes, choice.dhcp, by) });
  };
  const screen = asking ? startServingKeys : serveSetupScreen;
  useKeymap(screen, (command) => {
    if (asking && command !== "quit") {
      setAsking(false);
      if (command === "confirm") onStart(choice);
    } else if (command === "left") change(-1);
    else if (command === "right") change(1);
    else if (command === "accept") {
      if (row?.key === "start") {
        if (names.length > 0) setAsking(true);
      } else if (row?.key === "range" || row?.key === "httpPort") setWriting(row.key);
      else change(1);
    } else if (command === "back" || command === "quit") onCommand(command);
    else list.handle(command);
  });
  const { name } = release;
  const { question, effects } = startQuestion(name, choice, interfaces);
  const panes = useMemo(
    () => ({
      left: [networksSection(interfaces, choice.interface)],
      right: [startSection(release, choice, interfaces), filesSection(release)],
    }),
    [release, choice, interfaces],
  );
  return (
    <Frame title={`Serve ${name}`} screen={writing ? textKeys : screen} panes={panes}>
      <Rows
        list={list}
        row={({ label, value }, here) => (
          <Text wrap="truncate" {...(here && theme.emphasis)}>{`${label.padEnd(14)}${value}`}</Text>
        )}
      />
      <Box marginTop={1} flexDirection="column" flexShrink={0}>
        {writing ? (
          <TextEntry
            key={writing}
            label={rows.find(({ key }) => key === writing)?.label ?? ""}
            start={choice[writing]}
            check={writing === "range" ? rangeProblem : portProblem}
            onTake={(text) => {
              setChoice({ ...choice, [writing]: text.trim() });
              setWriting(undefined);
            }}
            onBack={() => setWriting(undefined)}
          />
        ) : null}
        {asking ? (
          <>
            <Paragraph {...theme.warning} text={`${signs.warning} ${question}`} />
            {effects.map((effect) => (
              <Paragraph key={effect} text={effect} />
            ))}
          </>
        ) : (
          <Paragraph text={row?.help ?? ""} />
        )}
      </Box>
    </Frame>
  );
};

export const serveSetupScreen: Screen<Props> = {
  title: "Before an image is served",
  bindings: [
    { keys: ["enter", "space", "l"], command: "accept", label: "change, start" },
    ...moving.slice(0, 2),
    { keys: ["left", "-"], command: "left", label: "the one before", quiet: true },
    { keys: ["right", "+"], command: "right", label: "the next one", quiet: true },
    { keys: ["esc", "h"], command: "back", label: "back" },
    help,
    quit,
  ],
  component: ServeSetup,
};

export const startServingKeys: ScreenKeys = {
  title: "Before an image is served, when you start",
  bindings: [
    { keys: ["y"], command: "confirm", label: "start serving" },
    { keys: ["n", "esc", "enter"], command: "back", label: "do not start" },
    leave,
  ],
};
