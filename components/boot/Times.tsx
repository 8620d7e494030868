import { Box, useIsScreenReaderEnabled } from "ink";
import { LineText } from "../ui/LineText.tsx";
import { isBooting } from "./boot-panes.ts";
import type { BootView } from "./boot-session.ts";
import { comparedWith, waterfallLines } from "./waterfall.ts";

interface Props {
  readonly view: BootView;
  readonly columns: number;
  readonly rows: number;
}

/** The waterfall of a boot in the body of a screen. Read aloud, its words follow the body anyway. */
export const Times = ({ view, columns, rows }: Props) => {
  const { times, before, id, accel, firmware } = view;
  const compared = comparedWith(before, { id, accel, firmware });
  if (useIsScreenReaderEnabled()) return null;
  return (
    <Box flexDirection="column" overflow="hidden">
      {waterfallLines(times, compared, isBooting(view), columns, rows).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
        <LineText key={index} line={line} />
      ))}
    </Box>
  );
};
