import { createContext, useContext } from "react";

/** What screens may do with the terminal beside drawing. */
export interface TerminalActions {
  /** Gives the terminal to another program for as long as `work` takes; what is drawn comes back afterwards. */
  readonly lend: (work: () => Promise<void>) => Promise<void>;
  /** Asks the terminal to take a text into its clipboard. It does not say whether it did. */
  readonly copy: (text: string) => void;
}

const TerminalContext = createContext<TerminalActions>({ lend: (work) => work(), copy: () => {} });
export const TerminalProvider = TerminalContext.Provider;

export const useTerminal = (): TerminalActions => useContext(TerminalContext);
