import type { Key } from "ink";
import type { ReactNode } from "react";

type Move = "up" | "down" | "left" | "right" | "pageUp" | "pageDown" | "first" | "last";
type Search = "search" | "searchNext" | "searchPrevious" | "filter" | "sort";
type Edit = "accept" | "toggle" | "add" | "remove" | "edit" | "erase" | "exclude";
type Go = "back" | "quit" | "help" | "summary";
type Turn = "nextStep" | "previousStep" | "nextPanel" | "previousPanel" | "nextTab" | "previousTab";
type Show =
  | "lessMemory"
  | "moreMemory"
  | "log"
  | "packages"
  | "view"
  | "lists"
  | "compare"
  | "hex"
  | "full"
  | "command";
type Run = "build" | "retry" | "again" | "memory" | "goOn" | "cancel" | "confirm" | "shell" | "type";
type Keep = "save" | "report" | "extract";

/** What a key can mean on a screen. */
export type Command = Move | Search | Edit | Go | Turn | Show | Run | Keep;

/** One line of the key bar and of the help. */
export interface Binding {
  readonly keys: readonly string[];
  readonly command: Command;
  readonly label: string;
  /** Only in the help: everybody knows it, or the key bar has no room. */
  readonly quiet?: boolean;
}

/** What a screen, or one of its modes, is called in the help, and its keys: handlers and key bar take them from here. */
export interface ScreenKeys {
  readonly title: string;
  readonly bindings: readonly Binding[];
}

/** A screen as a value, which can be opened. Its file exports it; docs/KEYS.md is made from all that are exported. */
export interface Screen<Props> extends ScreenKeys {
  readonly component: (props: Props) => ReactNode;
}

/** As Ink calls them. */
const moves = [
  "upArrow",
  "downArrow",
  "leftArrow",
  "rightArrow",
  "pageUp",
  "pageDown",
  "home",
  "end",
] as const;

/** The name of a key press as the table writes it. Ink reports byte 0x7F as delete and Esc as meta too. */
export const keyName = (input: string, key: Key): string => {
  if (key.escape) return "esc";
  if (key.return) return "enter";
  const move = moves.find((name) => key[name]);
  if (move) return move.replace("Arrow", "").toLowerCase();
  if (key.backspace || key.delete) return "backspace";
  if (key.tab) return key.shift ? "shift+tab" : "tab";
  if (input === " ") return "space";
  // Ctrl+] comes as the control character itself.
  if (input === "\x1d") return "ctrl+]";
  return key.ctrl ? `ctrl+${input}` : input;
};

/** What a key means on a screen. */
export const commandOf = ({ bindings }: ScreenKeys, name: string): Command | undefined =>
  bindings.find(({ keys }) => keys.includes(name))?.command;
