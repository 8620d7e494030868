import { useIsScreenReaderEnabled, useStdout } from "ink";
import { useEffect, useMemo, useState } from "react";
import { type Layout, layoutOf, type Parts, type TerminalSize } from "../layout.ts";
import { type SidePanes, sidesOf, useSidePanes } from "./frame/panes.ts";

const sizeOf = ({ columns, rows }: NodeJS.WriteStream): TerminalSize => ({
  columns: columns || 80,
  rows: rows || 24,
});

/**
 * Where the parts of a screen are in the terminal as it is now. See `layoutOf`.
 * @param own panes of this screen alone, which its `Frame` gets as well
 */
export const useLayout = (parts?: Parts, least?: number, own?: SidePanes): Layout => {
  const { stdout } = useStdout();
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const update = () => {
      const now = sizeOf(stdout);
      setSize((size) => (size.columns === now.columns && size.rows === now.rows ? size : now));
    };
    stdout.on("resize", update);
    // It may have changed after this screen was drawn first.
    update();
    return () => {
      stdout.off("resize", update);
    };
  }, [stdout]);
  const aloud = useIsScreenReaderEnabled();
  const around = useSidePanes();
  const { left, right } = sidesOf(own ?? around);
  const rows = JSON.stringify(parts);
  return useMemo(
    // Panes are for the eye: read aloud, their words follow the body.
    () =>
      layoutOf(size, rows ? JSON.parse(rows) : {}, least, { left: left && !aloud, right: right && !aloud }),
    [size, rows, least, left, right, aloud],
  );
};
