import { useInput } from "ink";
import { createContext, useContext, useLayoutEffect, useRef } from "react";
import { takeInput } from "../input.ts";
import { type Command, commandOf, keyName, type ScreenName } from "../keys.ts";

interface Keymap {
  readonly screen: ScreenName;
  readonly handle: (command: Command) => void;
  readonly onText: ((text: string, key: string) => void) | undefined;
}

/** The keymaps of what is drawn, the last one on top. */
const KeymapContext = createContext<{ current: Keymap }[]>([]);
export const KeymapProvider = KeymapContext.Provider;

/**
 * Listens to the keyboard for as long as the program draws, and passes commands to the keymap on top.
 * @param onHelp gets the screen whose keys are asked for
 */
export const useKeyboard = (
  keymaps: readonly { current: Keymap }[],
  onHelp: (screen: ScreenName) => void,
): void => {
  const paste = useRef<string | undefined>(undefined);
  useInput((input, key) => {
    const taken = takeInput(paste.current, input);
    paste.current = taken.paste;
    if (!taken.event) return;
    const { text, pasted } = taken.event;
    const top = keymaps.at(-1)?.current;
    const name = pasted ? "" : keyName(text, key);
    const command = top && commandOf(top.screen, name);
    if (top && command === "help") onHelp(top.screen);
    else if (command) top?.handle(command);
    else top?.onText?.(text, name);
  });
};

/**
 * Calls a handler for the commands that the key table gives to a screen. It is in place before the screen's first
 * frame is, so that a key that comes right behind a frame finds that frame's handler.
 * @param onText gets what the table does not bind: `text` as it came, which may be a whole paste, `key` its name
 */
export const useKeymap = (
  screen: ScreenName,
  handle: (command: Command) => void,
  onText?: (text: string, key: string) => void,
): void => {
  const keymaps = useContext(KeymapContext);
  const latest = useRef<Keymap>({ screen, handle, onText });
  latest.current = { screen, handle, onText };
  useLayoutEffect(() => {
    keymaps.push(latest);
    return () => {
      keymaps.splice(keymaps.indexOf(latest), 1);
    };
  }, [keymaps]);
};
