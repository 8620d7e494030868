import { useStdout } from "ink";
import { useEffect, useState } from "react";
import { type Layout, layoutOf, type Parts, type TerminalSize } from "../layout.ts";

const sizeOf = ({ columns, rows }: NodeJS.WriteStream): TerminalSize => ({
  columns: columns || 80,
  rows: rows || 24,
});

/** Where the parts of a screen are in the terminal as it is now. See `layoutOf`. */
export const useLayout = (parts?: Parts, least?: number): Layout => {
  const { stdout } = useStdout();
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const update = () => setSize(sizeOf(stdout));
    stdout.on("resize", update);
    return () => {
      stdout.off("resize", update);
    };
  }, [stdout]);
  return layoutOf(size, parts, least);
};
