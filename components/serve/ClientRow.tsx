import { Box } from "ink";
import type { ClientView } from "../../src/serve/events/client-view.ts";
import { theme } from "../theme.ts";
import { Cell, Rest } from "../ui/Cell.tsx";
import { Mark } from "../ui/Mark.tsx";
import { PercentBar } from "../ui/ProgressBar.tsx";
import { clientWords } from "./client-words.ts";

const marks = {
  asks: "waiting",
  loader: "running",
  kernel: "running",
  root: "running",
  loaded: "running",
  up: "done",
  failed: "failed",
} as const;

/** A MAC address, and the longest IPv4 address. */
const widths = { card: 17, address: 15 } as const;
const narrow = 76;
/** Columns of the bar of what is loaded. */
const barColumns = (width: number) => (width < 90 ? 10 : 24);

interface Props {
  readonly client: ClientView;
  readonly width: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A client: who it is, and how far. */
export const ClientRow = ({ client, width, now }: Props) => {
  const { words, fraction } = clientWords(client, now);
  const address = client.mac ? (client.ip ?? "") : "";
  return (
    <Box columnGap={1} width={width} height={1} flexShrink={0}>
      <Mark of={marks[client.state]} />
      <Cell width={widths.card}>{client.key}</Cell>
      {width < narrow ? null : (
        <Cell width={widths.address} {...theme.quiet}>
          {address}
        </Cell>
      )}
      {fraction === undefined ? null : <PercentBar fraction={fraction} width={barColumns(width)} />}
      <Rest>{words}</Rest>
    </Box>
  );
};
