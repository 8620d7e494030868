import { Box, Text } from "ink";
import type { ClientView } from "../../src/serve/events/fold.ts";
import { theme } from "../theme.ts";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { signs } from "../ui/signs.ts";
import { clientWords } from "./client-words.ts";

const marks = {
  asks: { sign: signs.waiting, style: theme.idle },
  loader: { sign: signs.running, style: theme.accent },
  kernel: { sign: signs.running, style: theme.accent },
  root: { sign: signs.running, style: theme.accent },
  loaded: { sign: signs.running, style: theme.accent },
  up: { sign: signs.done, style: theme.good },
  failed: { sign: signs.failed, style: theme.bad },
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
  const { sign, style } = marks[client.state];
  const { words, fraction } = clientWords(client, now);
  const address = client.mac ? (client.ip ?? "") : "";
  return (
    <Box columnGap={1} width={width} height={1} flexShrink={0}>
      <Text {...style}>{sign}</Text>
      <Box width={widths.card} flexShrink={0}>
        <Text>{client.key}</Text>
      </Box>
      {width < narrow ? null : (
        <Box width={widths.address} flexShrink={0}>
          <Text {...theme.quiet}>{address}</Text>
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
