import { Box } from "ink";
import type { Load } from "../../src/system/load.ts";
import { shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { theme } from "../theme.ts";
import { Cell, Rest } from "../ui/Cell.tsx";
import { gib } from "./useLoads.ts";

/** A path of fewer columns says nothing. */
const shortestLog = 20;

interface Props {
  readonly load: Load;
  /** Empty while there is none. */
  readonly log: string;
  readonly width: number;
}

/** How busy the machine is, and, where there is room for it, where the log is: one row. */
export const LoadLine = ({ load, log, width }: Props) => {
  const { cpu, memoryUsed, memoryTotal, diskFree } = load;
  const parts = [
    cpu === undefined ? "" : `cpu ${String(Math.round(cpu * 100)).padStart(3)} %`,
    memoryUsed === undefined || memoryTotal === undefined
      ? ""
      : `memory ${gib(memoryUsed)} of ${gib(memoryTotal)} GiB`,
    diskFree === undefined ? "" : `disk ${gib(diskFree)} GiB free`,
  ];
  const said = parts.filter(Boolean).join("   ");
  const withLog = log !== "" && width - said.length >= shortestLog;
  return (
    <Box columnGap={3} height={1} flexShrink={0}>
      <Cell {...theme.quiet}>{said}</Cell>
      <Rest {...theme.quiet} wrap="truncate-middle">
        {withLog ? `log ${sanitize(shortPath(log))}` : ""}
      </Rest>
    </Box>
  );
};
