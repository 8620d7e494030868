import { Box } from "ink";
import { useEffect, useState } from "react";
import { type Load, loadMeter } from "../../src/system/load.ts";
import { shortPath } from "../../src/system/paths.ts";
import { sanitize } from "../../src/system/text.ts";
import { theme } from "../theme.ts";
import { Cell, Rest } from "../ui/Cell.tsx";

const gibibyte = 1024 ** 3;

/** 1.9, 23: as many digits as say something. */
const gib = (bytes: number) =>
  bytes < 9.95 * gibibyte ? (bytes / gibibyte).toFixed(1) : String(Math.round(bytes / gibibyte));

/** A path of fewer columns says nothing. */
const shortestLog = 20;

/** How busy the machine is, sampled once a second; `paths` lie on the file systems whose room is of interest. */
export const useLoad = (paths: readonly string[]): Load => {
  const [load, setLoad] = useState<Load>({});
  const joined = paths.join("\0");
  useEffect(() => {
    const meter = loadMeter();
    let over = false;
    const sample = () =>
      meter(joined.split("\0")).then((now) => {
        // Where a figure is missing now, the last one is better than none.
        if (!over) setLoad((old) => ({ ...old, ...now }));
      });
    sample();
    const timer = setInterval(sample, 1000);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [joined]);
  return load;
};

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
