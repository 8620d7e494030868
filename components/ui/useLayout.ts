import { useIsScreenReaderEnabled, useStdout } from "ink";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { type Layout, layoutOf, type Parts, type TerminalSize } from "../layout.ts";
import { type BesideBody, sidesOf, useSidePanes } from "./frame/panes.ts";

/** The terminal's size, as JSON: the same text while it is the same. */
const useSize = (): string => {
  const { stdout } = useStdout();
  const subscribe = useCallback(
    (changed: () => void) => {
      stdout.on("resize", changed);
      return () => {
        stdout.off("resize", changed);
      };
    },
    [stdout],
  );
  return useSyncExternalStore(subscribe, () =>
    JSON.stringify({ columns: stdout.columns || 80, rows: stdout.rows || 24 } satisfies TerminalSize),
  );
};

/**
 * Where the parts of a screen are in the terminal as it is now. See `layoutOf`.
 * @param own where this screen alone has panes; its `Frame` gets them
 */
export const useLayout = (parts?: Parts, least?: number, own?: BesideBody): Layout => {
  const size = useSize();
  const aloud = useIsScreenReaderEnabled();
  const around = useSidePanes();
  const { left, right } = sidesOf(own ?? around);
  const rows = JSON.stringify(parts);
  return useMemo(
    // Panes are for the eye: read aloud, their words follow the body.
    () =>
      layoutOf(JSON.parse(size), rows ? JSON.parse(rows) : {}, least, {
        left: left && !aloud,
        right: right && !aloud,
      }),
    [size, rows, least, left, right, aloud],
  );
};
