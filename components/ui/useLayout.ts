import { type Layout, layoutOf, type Parts } from "../layout.ts";
import { useTerminalSize } from "../terminal/useTerminalSize.ts";

/** Where the parts of a screen are in the terminal as it is now. See `layoutOf`. */
export const useLayout = (parts?: Parts, least?: number): Layout => layoutOf(useTerminalSize(), parts, least);
