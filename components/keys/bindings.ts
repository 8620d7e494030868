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
  { keys: ["<"], command: "lessMemory", label: "smaller client", quiet: true },
  { keys: [">"], command: "moreMemory", label: "larger client", quiet: true },
];

export const textKeys: ScreenKeys = {
  title: "A line that you write",
  bindings: [
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
};

export const searchKeys: ScreenKeys = {
  title: "A search",
  bindings: [
    { keys: ["enter", "down"], command: "accept", label: "go to the list" },
    { keys: ["esc"], command: "back", label: "show all" },
    { keys: ["backspace"], command: "erase", label: "delete", quiet: true },
    { keys: ["ctrl+u"], command: "remove", label: "empty it", quiet: true },
    leave,
  ],
};
