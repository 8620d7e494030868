import { Box, Text } from "ink";
import { useState } from "react";
import { describeInterface, type NetworkInterface } from "../../src/serve/network/interface.ts";
import { help, moving, quit, textKeys } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Rows } from "../ui/list/Rows.tsx";
import { useList } from "../ui/list/useList.ts";
import { TextEntry } from "../ui/TextEntry.tsx";
import { turn } from "../ui/turn.ts";
import { choosable, dhcpModes, portProblem, rangeOn, rangeProblem, type ServeChoice } from "./serve-setup.ts";

interface Props {
  readonly name: string;
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
export const ServeSetup = ({ name, interfaces, start, onStart, onCommand }: Props) => {
  const [choice, setChoice] = useState(start);
  const [writing, setWriting] = useState<"range" | "httpPort">();
  const rows = rowsOf(choice, interfaces);
  const list = useList(rows, rows.length, rows.length - 1);
  const row = list.here;
  const names = choosable(interfaces).map((one) => one.name);
  const change = (by: 1 | -1) => {
    if (row?.key === "interface") setChoice({ ...choice, interface: turn(names, choice.interface, by) });
    if (row?.key === "dhcp") setChoice({ ...choice, dhcp: turn(modes, choice.dhcp, by) });
  };
  useKeymap(serveSetupScreen, (command) => {
    if (command === "left") change(-1);
    else if (command === "right") change(1);
    else if (command === "accept") {
      if (row?.key === "start") {
        if (names.length > 0) onStart(choice);
      } else if (row?.key === "range" || row?.key === "httpPort") setWriting(row.key);
      else change(1);
    } else if (command === "back" || command === "quit") onCommand(command);
    else list.handle(command);
  });
  return (
    <Frame title={`Serve ${name}`} screen={writing ? textKeys : serveSetupScreen}>
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
        <Text>{row?.help}</Text>
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
