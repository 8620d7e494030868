import type { Key } from "ink";

export type Command =
  | "up"
  | "down"
  | "left"
  | "right"
  | "pageUp"
  | "pageDown"
  | "first"
  | "last"
  | "accept"
  | "toggle"
  | "add"
  | "remove"
  | "edit"
  | "search"
  | "searchNext"
  | "searchPrevious"
  | "nextStep"
  | "previousStep"
  | "summary"
  | "save"
  | "command"
  | "back"
  | "quit"
  | "help"
  | "build"
  | "cancel"
  | "confirm"
  | "nextPanel"
  | "previousPanel"
  | "retry"
  | "log"
  | "report"
  | "full"
  | "type"
  | "memory"
  | "again"
  | "shell"
  | "goOn"
  | "erase"
  | "filter"
  | "sort"
  | "packages"
  | "view"
  | "lists"
  | "extract"
  | "exclude"
  | "compare"
  | "nextTab"
  | "previousTab"
  | "hex";

/** One line of the key bar and of the help. */
export interface Binding {
  readonly keys: readonly string[];
  readonly command: Command;
  readonly label: string;
  /** Only in the help: everybody knows it, or the key bar has no room. */
  readonly quiet?: boolean;
}

const up: Binding = { keys: ["up", "k"], command: "up", label: "up", quiet: true };
const down: Binding = { keys: ["down", "j"], command: "down", label: "down", quiet: true };
const ends: readonly Binding[] = [
  { keys: ["pageup", "ctrl+u"], command: "pageUp", label: "a page up", quiet: true },
  { keys: ["pagedown", "ctrl+d"], command: "pageDown", label: "a page down", quiet: true },
  { keys: ["home", "g"], command: "first", label: "to the first", quiet: true },
  { keys: ["end", "G"], command: "last", label: "to the last", quiet: true },
];
const help: Binding = { keys: ["?"], command: "help", label: "help" };
const quit: Binding = { keys: ["q", "ctrl+c"], command: "quit", label: "quit" };
const leave: Binding = { keys: ["ctrl+c"], command: "quit", label: "quit", quiet: true };
const back: Binding = { keys: ["esc", "left", "h"], command: "back", label: "back" };
const toBack: Binding = { keys: ["esc"], command: "back", label: "back" };
const accept = (label: string): Binding => ({ keys: ["enter", "right", "l"], command: "accept", label });
const search: Binding = { keys: ["/"], command: "search", label: "search" };

const failureKeys: readonly Binding[] = [
  { keys: ["r"], command: "retry", label: "retry" },
  { keys: ["l"], command: "log", label: "log" },
  { keys: ["w"], command: "report", label: "save report" },
  toBack,
  help,
  quit,
];

const betweenSteps: readonly Binding[] = [
  { keys: ["tab"], command: "nextStep", label: "next" },
  { keys: ["shift+tab"], command: "previousStep", label: "previous", quiet: true },
  { keys: ["s"], command: "summary", label: "summary" },
];

/** Every key of every screen: handlers, key bar, help and docs/KEYS.md are made from it. */
export const keyTable = {
  start: [up, down, ...ends, accept("choose"), help, quit],
  steps: [
    accept("change"),
    up,
    down,
    ...ends,
    ...betweenSteps,
    { keys: ["p"], command: "save", label: "save preset" },
    { keys: ["esc", "left", "h"], command: "back", label: "start" },
    help,
    quit,
  ],
  step: [
    { keys: ["enter", "l"], command: "accept", label: "change" },
    up,
    down,
    ...ends,
    { keys: ["space"], command: "toggle", label: "switch", quiet: true },
    { keys: ["left", "-"], command: "left", label: "less", quiet: true },
    { keys: ["right", "+"], command: "right", label: "more", quiet: true },
    { keys: ["backspace", "d"], command: "erase", label: "as it was" },
    ...betweenSteps,
    { keys: ["esc", "h"], command: "back", label: "back" },
    help,
    quit,
  ],
  // The last row of a step, which is no setting.
  onward: [accept("go on"), up, down, ...ends, ...betweenSteps, back, help, quit],
  choice: [accept("choose"), up, down, ...ends, search, back, help, leave],
  several: [
    { keys: ["space", "x"], command: "toggle", label: "choose" },
    up,
    down,
    ...ends,
    search,
    { keys: ["a"], command: "add", label: "add" },
    { keys: ["enter", "esc", "left", "h"], command: "back", label: "back" },
    help,
    leave,
  ],
  list: [
    { keys: ["a"], command: "add", label: "add" },
    { keys: ["enter", "e"], command: "accept", label: "change" },
    { keys: ["x", "backspace"], command: "remove", label: "remove" },
    up,
    down,
    ...ends,
    back,
    help,
    leave,
  ],
  packages: [
    search,
    { keys: ["space", "enter"], command: "toggle", label: "choose" },
    { keys: ["x"], command: "remove", label: "remove" },
    up,
    down,
    ...ends,
    back,
    help,
    leave,
  ],
  text: [
    { keys: ["enter"], command: "accept", label: "take it" },
    { keys: ["esc"], command: "back", label: "leave it as it was" },
    { keys: ["left"], command: "left", label: "left", quiet: true },
    { keys: ["right"], command: "right", label: "right", quiet: true },
    { keys: ["home", "ctrl+a"], command: "first", label: "to the beginning", quiet: true },
    { keys: ["end", "ctrl+e"], command: "last", label: "to the end", quiet: true },
    { keys: ["backspace"], command: "erase", label: "delete", quiet: true },
    { keys: ["ctrl+u"], command: "remove", label: "empty it" },
    leave,
  ],
  search: [
    { keys: ["enter", "down"], command: "accept", label: "go to the list" },
    { keys: ["esc"], command: "back", label: "show all" },
    { keys: ["backspace"], command: "erase", label: "delete", quiet: true },
    { keys: ["ctrl+u"], command: "remove", label: "empty it", quiet: true },
    leave,
  ],
  summary: [
    { keys: ["enter", "b"], command: "build", label: "build" },
    { keys: ["p"], command: "save", label: "save preset" },
    { keys: ["c"], command: "command", label: "command line" },
    up,
    down,
    ...ends,
    back,
    help,
    quit,
  ],
  build: [
    { keys: ["l"], command: "log", label: "full log" },
    { keys: ["down", "j"], command: "nextPanel", label: "next panel" },
    { keys: ["up", "k"], command: "previousPanel", label: "previous panel", quiet: true },
    { keys: ["c", "q", "esc"], command: "cancel", label: "cancel" },
    { keys: ["ctrl+c"], command: "confirm", label: "cancel at once", quiet: true },
    help,
  ],
  paused: [
    { keys: ["s"], command: "shell", label: "work in it" },
    { keys: ["enter"], command: "goOn", label: "go on with the build" },
    { keys: ["l"], command: "log", label: "full log" },
    { keys: ["c", "q", "esc"], command: "cancel", label: "cancel" },
    { keys: ["ctrl+c"], command: "confirm", label: "cancel at once", quiet: true },
    help,
  ],
  cancelling: [
    { keys: ["y", "ctrl+c"], command: "confirm", label: "cancel the build" },
    { keys: ["n", "esc", "enter"], command: "back", label: "go on" },
  ],
  cancelled: [{ keys: ["l"], command: "log", label: "full log" }, help],
  log: [
    search,
    { keys: ["n"], command: "searchNext", label: "next match" },
    { keys: ["N"], command: "searchPrevious", label: "previous match" },
    up,
    down,
    ...ends,
    { keys: ["esc", "q", "l", "h"], command: "back", label: "back" },
    help,
    leave,
  ],
  failure: [{ keys: ["e"], command: "edit", label: "change the setting" }, ...failureKeys],
  // No one setting is known to be the cause, or it was cancelled.
  failureElse: failureKeys,
  done: [up, down, ...ends, accept("choose"), toBack, help, quit],
  boot: [
    { keys: ["f"], command: "full", label: "full console" },
    { keys: ["i"], command: "type", label: "type to it" },
    { keys: ["m"], command: "memory", label: "boot with more memory" },
    { keys: ["r"], command: "again", label: "boot again" },
    { keys: ["c"], command: "cancel", label: "stop" },
    { keys: ["esc", "q"], command: "back", label: "back" },
    help,
    { keys: ["ctrl+c"], command: "quit", label: "quit", quiet: true },
  ],
  inspect: [
    { keys: ["/"], command: "search", label: "find" },
    { keys: ["f"], command: "filter", label: "filter" },
    { keys: ["s"], command: "sort", label: "sort" },
    { keys: ["p"], command: "packages", label: "packages" },
    { keys: ["v"], command: "view", label: "view" },
    { keys: ["x"], command: "extract", label: "extract" },
    { keys: ["e"], command: "exclude", label: "exclude" },
    { keys: ["d"], command: "compare", label: "compare" },
    { keys: ["t"], command: "lists", label: "largest, twice, left out" },
    up,
    down,
    ...ends,
    { keys: ["enter", "right", "l"], command: "accept", label: "open, view, follow the link", quiet: true },
    { keys: ["left", "h"], command: "left", label: "close, go up", quiet: true },
    { keys: ["space"], command: "toggle", label: "mark", quiet: true },
    { keys: ["n"], command: "searchNext", label: "next match", quiet: true },
    { keys: ["N"], command: "searchPrevious", label: "previous match", quiet: true },
    { keys: ["tab"], command: "nextTab", label: "next archive", quiet: true },
    { keys: ["shift+tab"], command: "previousTab", label: "previous archive", quiet: true },
    { keys: ["esc"], command: "back", label: "end the filter, back", quiet: true },
    help,
    { keys: ["q", "ctrl+c"], command: "quit", label: "quit", quiet: true },
  ],
  extracting: [
    { keys: ["enter", "y"], command: "confirm", label: "extract" },
    { keys: ["esc", "n"], command: "back", label: "leave it" },
    leave,
  ],
  replacing: [
    { keys: ["y"], command: "confirm", label: "replace what is there" },
    { keys: ["esc", "n", "enter"], command: "back", label: "leave it" },
    leave,
  ],
  waiting: [{ keys: ["esc", "c", "ctrl+c"], command: "cancel", label: "cancel" }],
  listing: [accept("go to it"), up, down, ...ends, search, back, help, leave],
  listings: [
    accept("go to it"),
    up,
    down,
    ...ends,
    search,
    { keys: ["tab"], command: "nextTab", label: "next list" },
    { keys: ["shift+tab"], command: "previousTab", label: "previous list", quiet: true },
    back,
    help,
    leave,
  ],
  comparison: [
    accept("go to it"),
    up,
    down,
    ...ends,
    search,
    { keys: ["tab"], command: "nextTab", label: "another release" },
    back,
    help,
    leave,
  ],
  file: [
    search,
    { keys: ["n"], command: "searchNext", label: "next match" },
    { keys: ["N"], command: "searchPrevious", label: "previous match", quiet: true },
    { keys: ["t"], command: "hex", label: "text or hexadecimal" },
    { keys: ["x"], command: "extract", label: "extract" },
    up,
    down,
    ...ends,
    { keys: ["left", "h"], command: "left", label: "to the left", quiet: true },
    { keys: ["right", "l"], command: "right", label: "to the right", quiet: true },
    { keys: ["esc", "q"], command: "back", label: "back" },
    help,
    leave,
  ],
  serveSetup: [
    { keys: ["enter", "space", "l"], command: "accept", label: "change, start" },
    up,
    down,
    { keys: ["left", "-"], command: "left", label: "the one before", quiet: true },
    { keys: ["right", "+"], command: "right", label: "the next one", quiet: true },
    { keys: ["esc", "h"], command: "back", label: "back" },
    help,
    quit,
  ],
  serve: [
    up,
    down,
    ...ends,
    { keys: ["tab"], command: "filter", label: "filter" },
    { keys: ["l"], command: "log", label: "log" },
    { keys: ["esc", "q"], command: "back", label: "stop" },
    help,
    { keys: ["ctrl+c"], command: "quit", label: "quit", quiet: true },
  ],
  stopServing: [
    { keys: ["y", "ctrl+c"], command: "confirm", label: "stop serving" },
    { keys: ["n", "esc", "enter"], command: "back", label: "go on" },
  ],
  typing: [{ keys: ["ctrl+]"], command: "back", label: "stop typing" }],
  discarding: [
    { keys: ["y"], command: "confirm", label: "discard the draft" },
    { keys: ["n", "esc", "enter"], command: "back", label: "keep it" },
    leave,
  ],
  mistakes: [up, down, ...ends, back, help, quit],
  help: [{ keys: ["esc", "enter", "?", "q", "ctrl+c"], command: "back", label: "back" }],
} as const satisfies Record<string, readonly Binding[]>;

export type ScreenName = keyof typeof keyTable;

/** Bindings of a screen, for whoever draws or handles them. */
export const bindingsOf = (screen: ScreenName): readonly Binding[] => keyTable[screen];

/** The name of a key press as the table writes it. Ink reports byte 0x7F as delete and Esc as meta too. */
export const keyName = (input: string, key: Key): string => {
  if (key.escape) return "esc";
  if (key.return) return "enter";
  if (key.upArrow) return "up";
  if (key.downArrow) return "down";
  if (key.leftArrow) return "left";
  if (key.rightArrow) return "right";
  if (key.pageUp) return "pageup";
  if (key.pageDown) return "pagedown";
  if (key.home) return "home";
  if (key.end) return "end";
  if (key.backspace || key.delete) return "backspace";
  if (key.tab) return key.shift ? "shift+tab" : "tab";
  if (input === " ") return "space";
  // Ctrl+] comes as the control character itself.
  if (input === "\x1d") return "ctrl+]";
  return key.ctrl ? `ctrl+${input}` : input;
};

/** What a key means on a screen. */
export const commandOf = (screen: ScreenName, name: string): Command | undefined =>
  bindingsOf(screen).find(({ keys }) => keys.includes(name))?.command;
