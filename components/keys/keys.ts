import type { Key } from "ink";
import type { ReactNode } from "react";

type Move = "up" | "down" | "left" | "right" | "pageUp" | "pageDown" | "first" | "last";
type Search = "search" | "searchNext" | "searchPrevious" | "filter" | "sort";
type Edit = "accept" | "toggle" | "add" | "remove" | "edit" | "erase" | "exclude" | "undo" | "redo";
type Line =
  | "wordLeft"
  | "wordRight"
  | "delete"
  | "cutWord"
  | "cutWordLeft"
  | "cutWordRight"
  | "cutToEnd"
  | "cutToStart"
  | "putBack";
type Go = "back" | "quit" | "help" | "summary" | "find" | "suspend";
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
  | "times"
  | "screen"
  | "command";
type Release = "boot" | "inspect" | "serve" | "rollBack" | "promote" | "rename" | "import" | "export";
type Run = "build" | "retry" | "again" | "memory" | "goOn" | "cancel" | "confirm" | "shell" | "type";
type Keep = "save" | "copy" | "report" | "extract";

/** What a key can mean on a screen. */
export type Command = Move | Search | Edit | Line | Go | Turn | Show | Release | Run | Keep;

/** One line of the key bar and of the help. */
export interface Binding {
  readonly keys: readonly string[];
  readonly command: Command;
  readonly label: string;
  /** Only in the help: everybody knows it, or the key bar has no room. */
  readonly quiet?: boolean;
  /** What the key bar of a wide screen says of it, and of what belongs to it; in the place of its first key and its label. */
  readonly beside?: readonly [keys: string, label: string];
}

/** What a screen, or one of its modes, is called in the help, and its keys: handlers and key bar take them from here. */
export interface ScreenKeys {
  readonly title: string;
  readonly bindings: readonly Binding[];
  /** Whether every key that is not bound goes to another machine, Ctrl-Z too, which stops the program elsewhere. */
  readonly passesKeys?: boolean;
  /** Whether a paste begins something to write, though each letter is a command. */
  readonly takesPastes?: boolean;
  /** Signs of its rows, each with what it means, for the help. */
  readonly signs?: readonly (readonly [sign: string, means: string])[];
}

/** A screen as a value, which can be opened. Its file exports it; docs/KEYS.md is made from all that are exported. */
export interface Screen<Props> extends ScreenKeys {
  readonly component: (props: Props) => ReactNode;
}

/** As Ink calls them. */
const namedKeys = [
  "return",
  "backspace",
  "delete",
  "upArrow",
  "downArrow",
  "leftArrow",
  "rightArrow",
  "pageUp",
  "pageDown",
  "home",
  "end",
] as const;

/** The name of a key press as the table writes it. Ink reports Esc as meta too. */
export const keyName = (input: string, key: Key): string => {
  if (key.escape) return "esc";
  if (key.tab) return key.shift ? "shift+tab" : "tab";
  // Ctrl+] comes as the control character itself.
  if (input === "\x1d") return "ctrl+]";
  const named = namedKeys.find((name) => key[name]);
  const name = named ? named.replace("Arrow", "").toLowerCase() : input === " " ? "space" : input;
  if (name === "") return "";
  return `${key.ctrl ? "ctrl+" : ""}${key.meta ? "alt+" : ""}${name === "return" ? "enter" : name}`;
};

/** What a key means on a screen. */
export const commandOf = ({ bindings }: ScreenKeys, name: string): Command | undefined =>
  bindings.find(({ keys }) => keys.includes(name))?.command;
