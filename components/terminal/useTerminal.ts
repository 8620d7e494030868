import { createContext, useContext } from "react";

/** Gives the terminal to another program for as long as `work` takes; what is drawn comes back afterwards. */
export type LendTerminal = (work: () => Promise<void>) => Promise<void>;

const TerminalContext = createContext<LendTerminal>((work) => work());
export const TerminalProvider = TerminalContext.Provider;

export const useLendTerminal = (): LendTerminal => useContext(TerminalContext);
