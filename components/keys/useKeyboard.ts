import { useInput } from "ink";
import { useRef } from "react";
import { everywhereKeys } from "./bindings.ts";
import { takeInput } from "./input.ts";
import { type Keymaps, ofScreen, writesLetters } from "./keymaps.ts";
import { type Command, commandOf, keyName, type ScreenKeys } from "./keys.ts";

/** Commands that open a line to search in, where what follows in the same piece of input belongs. */
const opensSearch: readonly (Command | undefined)[] = ["search", "filter", "find"];

/**
 * Listens to the keyboard for as long as the program draws, and passes commands to the keymap on top.
 * @param onHelp gets the screen whose keys are asked for
 */
export const useKeyboard = (keymaps: Keymaps, onHelp: (screen: ScreenKeys) => void): void => {
  const paste = useRef<string | undefined>(undefined);
  const handleKey = (text: string, name: string) => {
    const top = keymaps.top();
    const command = top && commandOf(top.screen, name);
    const finds =
      command === undefined &&
      commandOf(everywhereKeys, name) === "find" &&
      !(top && writesLetters(top) && name.length === 1);
    if (top && finds && keymaps.find(top)) return;
    if (top && command === "help") onHelp(keymaps.explained(top.screen));
    else if (command && ofScreen.includes(command)) keymaps.handleBelow(command);
    else if (command) top?.handle(command);
    else top?.onText?.(text, name);
  };
  /**
   * Text that came at once. "/tmux" is searched for where / opens a search; no other letter acts. An
   * Enter at its end acts where the text was written, unless the text has more lines: those are a paste.
   */
  const handleTogether = (text: string) => {
    const top = keymaps.top();
    const first = text.slice(0, 1);
    const command = top && (commandOf(top.screen, first) ?? commandOf(everywhereKeys, first));
    const writes = top && writesLetters(top);
    if (top && !writes && !top.screen.passesKeys && opensSearch.includes(command)) {
      keymaps.pressNext(() => handleTogether(text.slice(1)));
      handleKey(first, first);
    } else if (top?.onText && !top.screen.passesKeys && /^[^\r\n]+[\r\n]$/.test(text)) {
      keymaps.pressNext(() => handleKey("", "enter"));
      handleKey(text.slice(0, -1), "");
    } else handleKey(text, "");
  };
  useInput((input, key) => {
    const taken = takeInput(paste.current, input);
    paste.current = taken.paste;
    if (!taken.event) return;
    const { text, kind } = taken.event;
    const name = kind === "key" ? keyName(text, key) : "";
    // A person can leave a screen that never opens.
    if (name === "ctrl+c" && !keymaps.top()) process.kill(process.pid, "SIGINT");
    // As the terminal does where the program does not draw.
    if (commandOf(everywhereKeys, name) === "suspend" && !keymaps.top()?.screen.passesKeys)
      return process.kill(process.pid, "SIGTSTP");
    keymaps.press(name, () => (kind === "together" ? handleTogether(text) : handleKey(text, name)));
  });
};
