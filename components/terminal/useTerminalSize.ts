import { useStdout } from "ink";
import { useEffect, useState } from "react";
import type { TerminalSize } from "../layout.ts";

const sizeOf = ({ columns, rows }: NodeJS.WriteStream): TerminalSize => ({
  columns: columns || 80,
  rows: rows || 24,
});

/** The terminal's size, also after it was changed. */
export const useTerminalSize = (): TerminalSize => {
  const { stdout } = useStdout();
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const update = () => setSize(sizeOf(stdout));
    stdout.on("resize", update);
    return () => {
      stdout.off("resize", update);
    };
  }, [stdout]);
  return size;
};
