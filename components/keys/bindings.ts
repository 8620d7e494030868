import type { Binding, ScreenKeys } from "./keys.ts";

/** Moves in a list. */
export const moving: readonly Binding[] = [
  { keys: ["up", "k"], command: "up", label: "up", quiet: true },
  { keys: ["down", "j"], command: "down", label: "down", quiet: true },
  { keys: ["pageup", "ctrl+u"], command: "pageUp", label: "a page up", quiet: true },
  { keys: ["pagedown", "ctrl+d"], command: "pageDown", label: "a page down", quiet: true },
  { keys: ["home", "g"], command: "first", label: "to the first", quiet: true },
  { keys: ["end", "G"], command: "last", label: "to the last", quiet: true },
];
export const help: Binding = { keys: ["?"], command: "help", label: "help" };
export const quit: Binding = { keys: ["q", "ctrl+c"], command: "quit", label: "quit" };
/** Where q means something else. */
export const leave: Binding = { keys: ["ctrl+c"], command: "quit", label: "quit", quiet: true };
export const back: Binding = { keys: ["esc", "left", "h"], command: "back", label: "back" };
export const toBack: Binding = { keys: ["esc"], command: "back", label: "back" };
export const accept = (label: string): Binding => ({
  keys: ["enter", "right", "l"],
  command: "accept",
  label,
});
export const search: Binding = { keys: ["/"], command: "search", label: "search" };

/** A build, whether it runs or waits for a person, is left so. */
export const cancelling: readonly Binding[] = [
  { keys: ["c", "q", "esc"], command: "cancel", label: "cancel" },
  { keys: ["ctrl+c"], command: "confirm", label: "cancel at once", quiet: true },
];

/** From one step to another. */
export const betweenSteps: readonly Binding[] = [
  { keys: ["tab"], command: "nextStep", label: "next" },
  { keys: ["shift+tab"], command: "previousStep", label: "previous", quiet: true },
  { keys: ["s"], command: "summary", label: "summary" },
];

/** Sizes of the client that the panes of a wide terminal show the image in. */
export const clientSize: readonly Binding[] = [
  { keys: ["<"], command: "lessMemory", label: "smaller client", quiet: true, beside: ["< >", "client"] },
  { keys: [">"], command: "moreMemory", label: "larger client", quiet: true },
];

/** The keys of a line that is written, as readline has them. */
export const writing: readonly Binding[] = [
  { keys: ["left", "ctrl+b"], command: "left", label: "left", quiet: true },
  { keys: ["right", "ctrl+f"], command: "right", label: "right", quiet: true },
  { keys: ["alt+b", "ctrl+left", "alt+left"], command: "wordLeft", label: "a word left", quiet: true },
  { keys: ["alt+f", "ctrl+right", "alt+right"], command: "wordRight", label: "a word right", quiet: true },
  { keys: ["home", "ctrl+a"], command: "first", label: "to the beginning", quiet: true },
  { keys: ["end", "ctrl+e"], command: "last", label: "to the end", quiet: true },
  { keys: ["backspace"], command: "erase", label: "delete", quiet: true },
  { keys: ["delete", "ctrl+d"], command: "delete", label: "delete the next character", quiet: true },
  { keys: ["ctrl+w"], command: "cutWord", label: "cut back to the last space", quiet: true },
  { keys: ["alt+backspace"], command: "cutWordLeft", label: "cut the word before the cursor", quiet: true },
  { keys: ["alt+d"], command: "cutWordRight", label: "cut the next word", quiet: true },
  { keys: ["ctrl+u"], command: "cutToStart", label: "cut to the beginning" },
  { keys: ["ctrl+k"], command: "cutToEnd", label: "cut to the end", quiet: true },
  { keys: ["ctrl+y"], command: "putBack", label: "insert what was cut", quiet: true },
];

/** Takes back, and makes again, what was changed in the draft: where letters are text. */
export const undoingInText: readonly Binding[] = [
  { keys: ["alt+u"], command: "undo", label: "undo", quiet: true },
  { keys: ["ctrl+r", "alt+e"], command: "redo", label: "redo", quiet: true },
];

/** The same, where letters are commands. */
export const undoing: readonly Binding[] = [
  { keys: ["u", "alt+u"], command: "undo", label: "undo" },
  { keys: ["ctrl+r", "alt+e"], command: "redo", label: "redo", quiet: true },
];

/** The same, on a screen that is not about changes: its key bar does not show it. */
export const undoingQuietly = undoing.map((binding) => ({ ...binding, quiet: true }));

/** In a list to pick from, which a search line is above. Letters are written into that line, so that none of them does anything. */
export const picking: readonly Binding[] = [
  { keys: ["type"], command: "search", label: "to search" },
  { keys: ["up"], command: "up", label: "up", quiet: true },
  { keys: ["down"], command: "down", label: "down", quiet: true },
  { keys: ["pageup"], command: "pageUp", label: "a page up", quiet: true },
  { keys: ["pagedown"], command: "pageDown", label: "a page down", quiet: true },
  { keys: ["home"], command: "first", label: "to the first", quiet: true },
  { keys: ["end"], command: "last", label: "to the last", quiet: true },
  ...undoingInText,
];
/** In the search line, once something is written in it. Home and End are the list's. */
export const searching: readonly Binding[] = [
  ...picking,
  ...writing
    .filter(({ command }) => command !== "first" && command !== "last")
    .map((binding) => ({ ...binding, quiet: true })),
];
export const toAll: Binding = { keys: ["esc"], command: "back", label: "show all" };

/** All about what is under the cursor, in a list where letters are written. */
const details: Binding = { keys: ["tab"], command: "view", label: "details" };

const chooseHere: Binding = { keys: ["enter"], command: "accept", label: "choose" };
/** In a list to pick any number from: nothing is written, something is, the cursor is moved in what was found. */
export const several: readonly Binding[] = [
  { keys: ["space"], command: "toggle", label: "choose" },
  ...picking,
  { keys: ["enter"], command: "accept", label: "done" },
  details,
  toBack,
  help,
  leave,
];
export const severalSearch: readonly Binding[] = [chooseHere, ...searching, details, toAll, leave];
export const severalFound: readonly Binding[] = [
  { keys: ["space"], command: "toggle", label: "choose and search again" },
  ...severalSearch,
  help,
];

/** Lies over whatever screen is drawn, where the program has something to find. */
export const everywhereKeys: ScreenKeys = {
  title: "On every screen of the wizard",
  bindings: [
    { keys: ["ctrl+p", ":"], command: "find", label: "find anything (: only where letters are commands)" },
    { keys: ["ctrl+z"], command: "suspend", label: "stop the program; fg goes on with it" },
  ],
};

export const textKeys: ScreenKeys = {
  title: "A line of text",
  bindings: [
    { keys: ["enter"], command: "accept", label: "take it" },
    { keys: ["esc"], command: "back", label: "keep the old value" },
    ...writing,
    ...undoingInText,
    leave,
  ],
};

export const searchKeys: ScreenKeys = {
  title: "A search",
  bindings: [
    { keys: ["enter", "down"], command: "accept", label: "go to the list" },
    { keys: ["esc"], command: "back", label: "show all" },
    ...writing,
    ...undoingInText,
    leave,
  ],
};
