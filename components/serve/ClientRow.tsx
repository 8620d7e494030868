import { Box, Text } from "ink";
import type { ClientView } from "../../src/serve/events/fold.ts";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { signs } from "../ui/signs.ts";
import { clientWords } from "./client-words.ts";

const marks = {
  asks: { sign: signs.waiting, color: "gray" },
  loader: { sign: signs.running, color: "cyan" },
  kernel: { sign: signs.running, color: "cyan" },
  root: { sign: signs.running, color: "cyan" },
  loaded: { sign: signs.running, color: "cyan" },
  up: { sign: signs.done, color: "green" },
  failed: { sign: signs.failed, color: "red" },
} as const;

/** A MAC address, and the longest IPv4 address. */
const widths = { card: 17, address: 15 } as const;
const narrow = 76;

interface Props {
  readonly client: ClientView;
  readonly width: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A client: who it is, and how far. */
export const ClientRow = ({ client, width, now }: Props) => {
  const { sign, color } = marks[client.state];
  const { words, fraction } = clientWords(client, now);
  const address = client.mac ? (client.ip ?? "") : "";
  return (
    <Box columnGap={1} width={width} height={1} flexShrink={0}>
      <Text color={color}>{sign}</Text>
      <Box width={widths.card} flexShrink={0}>
        <Text>{client.key}</Text>
      </Box>
      {width < narrow ? null : (
        <Box width={widths.address} flexShrink={0}>
          <Text dimColor>{address}</Text>
        </Box>
      )}
      {fraction === undefined ? null : (
        <Box flexShrink={0} columnGap={1}>
          <ProgressBar fraction={fraction} width={10} />
          <Text>{`${Math.round(fraction * 100)} %`.padStart(5)}</Text>
        </Box>
      )}
      <Box flexGrow={1} flexBasis={0} overflow="hidden">
        <Text wrap="truncate">{words}</Text>
      </Box>
    </Box>
  );
};
