import { createContext, useContext } from "react";

/** The key that finds anything, in words, where there is something to find. */
const FindHintContext = createContext("");
export const FindHintProvider = FindHintContext.Provider;
export const useFindHint = (): string => useContext(FindHintContext);
