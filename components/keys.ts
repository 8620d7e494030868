import type { Key } from "ink";

export type Command =
  | "back"
  | "quit"
  | "help"
  | "build"
  | "cancel"
  | "confirm"
  | "nextPanel"
  | "previousPanel"
  | "retry";

/** One line of the key bar and of the help. `command` is absent where a list of its own handles the keys. */
export interface Binding {
  readonly keys: readonly string[];
  readonly command?: Command;
  readonly label: string;
}

export type ScreenName =
  | "start"
  | "summary"
  | "build"
  | "cancelling"
  | "cancelled"
  | "failure"
  | "done"
  | "help";

const move: Binding = { keys: ["up", "down", "j", "k"], label: "move" };
const choose: Binding = { keys: ["enter"], label: "choose" };
const help: Binding = { keys: ["?"], command: "help", label: "help" };
const quit: Binding = { keys: ["q", "ctrl+c"], command: "quit", label: "quit" };
const back: Binding = { keys: ["esc", "left", "h"], command: "back", label: "back" };

/** Every key of every screen: handlers, key bar and help are made from it. */
export const keyTable: Readonly<Record<ScreenName, readonly Binding[]>> = {
  start: [move, choose, help, quit],
  summary: [{ keys: ["enter", "b"], command: "build", label: "build" }, back, help, quit],
  build: [
    { keys: ["down", "j"], command: "nextPanel", label: "next log" },
    { keys: ["up", "k"], command: "previousPanel", label: "previous log" },
    { keys: ["c", "q", "esc"], command: "cancel", label: "cancel" },
    { keys: ["ctrl+c"], command: "confirm", label: "cancel at once" },
    help,
  ],
  cancelling: [
    { keys: ["y", "enter", "ctrl+c"], command: "confirm", label: "cancel the build" },
    { keys: ["n", "esc"], command: "back", label: "go on" },
  ],
  cancelled: [help],
  failure: [{ keys: ["r"], command: "retry", label: "try again" }, back, help, quit],
  done: [move, choose, help, quit],
  help: [{ keys: ["esc", "enter", "?", "q", "ctrl+c"], command: "back", label: "back" }],
};

/** The name of a key press as the table writes it. Ink reports byte 0x7F as delete and Esc as meta too. */
export const keyName = (input: string, key: Key): string => {
  if (key.escape) return "esc";
  if (key.return) return "enter";
  if (key.upArrow) return "up";
  if (key.downArrow) return "down";
  if (key.leftArrow) return "left";
  if (key.rightArrow) return "right";
  if (key.backspace || key.delete) return "backspace";
  if (key.tab) return "tab";
  return key.ctrl ? `ctrl+${input}` : input;
};

/** What a key means on a screen. */
export const commandOf = (screen: ScreenName, name: string): Command | undefined =>
  keyTable[screen].find(({ keys }) => keys.includes(name))?.command;
