import type { Overlay, Segment } from "./overlay.ts";

/**
 * The segments of a whole screen: Ink's lines at their place, and what is laid over. Pure.
 * @param frame Ink's newest frame, lines with SGR sequences
 */
export const segmentsOf = (frame: string, columns: number, overlay: Overlay | undefined): Segment[] => {
  const { origin } = overlay ?? { origin: { row: 0, column: 0, columns } };
  const lines = frame.split("\n").map((text, index) => ({
    ...{ row: origin.row + index, column: origin.column, width: origin.columns, text },
  }));
  return [...lines, ...(overlay?.segments ?? [])];
};
