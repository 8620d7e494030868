import { searchKeys, toAll } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import type { Search } from "./SearchLine.tsx";

/** The keys of a menu as they are now: while it is searched, Esc shows all rows again, whatever else it does. */
export const menuKeys = (screen: ScreenKeys, { isOpen, text }: Search): ScreenKeys => {
  if (isOpen) return searchKeys;
  if (text === "") return screen;
  const { bindings } = screen;
  const esc = bindings.findIndex(({ keys }) => keys.includes("esc"));
  const at = esc >= 0 ? esc : bindings.findIndex(({ command }) => command === "help");
  return { ...screen, bindings: bindings.toSpliced(at, bindings[at]?.command === "back" ? 1 : 0, toAll) };
};
