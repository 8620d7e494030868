import { Box, Text } from "ink";
import type { Load } from "../../src/system/load.ts";
import { shortPath } from "../../src/system/paths.ts";
import { harmless } from "../../src/system/text.ts";

const gibibyte = 1024 ** 3;

/** 1.9, 23: as many digits as say something. */
const gib = (bytes: number) =>
  bytes < 9.95 * gibibyte ? (bytes / gibibyte).toFixed(1) : String(Math.round(bytes / gibibyte));

/** How busy the machine is, and where the log is: one row. */
export const LoadLine = ({ load, log }: { readonly load: Load; readonly log: string }) => {
  const { cpu, memoryUsed, memoryTotal, diskFree } = load;
  const parts = [
    cpu === undefined ? "" : `cpu ${String(Math.round(cpu * 100)).padStart(3)} %`,
    memoryUsed === undefined || memoryTotal === undefined
      ? ""
      : `memory ${gib(memoryUsed)} of ${gib(memoryTotal)} GiB`,
    diskFree === undefined ? "" : `disk ${gib(diskFree)} GiB free`,
  ];
  return (
    <Box columnGap={3} height={1} flexShrink={0}>
      <Box flexShrink={0}>
        <Text dimColor>{parts.filter(Boolean).join("   ")}</Text>
      </Box>
      <Box flexGrow={1} flexBasis={0} overflow="hidden">
        <Text dimColor wrap="truncate-middle">
          {log === "" ? "" : `log ${harmless(shortPath(log))}`}
        </Text>
      </Box>
    </Box>
  );
};
