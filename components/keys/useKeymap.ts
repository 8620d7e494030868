import { createContext, useContext, useLayoutEffect, useRef } from "react";
import { type Keymap, Keymaps } from "./keymaps.ts";
import type { Command, ScreenKeys } from "./keys.ts";

const KeymapContext = createContext(new Keymaps(() => {}));
export const KeymapProvider = KeymapContext.Provider;

/**
 * Calls a handler for the commands that a screen binds keys to. It is in place before the screen's first
 * frame is, so that a key that comes right behind a frame finds that frame's handler.
 * @param onText gets what the screen does not bind: `text` as it came, which may be a whole paste, `key` its name
 */
export const useKeymap = (
  screen: ScreenKeys,
  handle: (command: Command) => void,
  onText?: (text: string, key: string) => void,
): void => {
  const keymaps = useContext(KeymapContext);
  const latest = useRef<Keymap>({ screen, handle, onText });
  latest.current = { screen, handle, onText };
  useLayoutEffect(() => keymaps.add(latest), [keymaps]);
};

/** Says what some commands would do now, for as long as it is drawn. @param words the same object while they stay */
export const useCommandWords = (words: Partial<Record<Command, string>>): void => {
  const keymaps = useContext(KeymapContext);
  useLayoutEffect(() => {
    keymaps.words = words;
    return () => {
      keymaps.words = {};
    };
  }, [keymaps, words]);
};

/** Opens what finds everything, over any screen, at the keys of `everywhereKeys`. @param open resolves when it is drawn */
export const useFinder = (open: (below: Keymap) => Promise<unknown>): void => {
  const keymaps = useContext(KeymapContext);
  const latest = useRef(open);
  latest.current = open;
  useLayoutEffect(() => {
    keymaps.onFind = (below) => latest.current(below);
    return () => {
      keymaps.onFind = undefined;
    };
  }, [keymaps]);
};
