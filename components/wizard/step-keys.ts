import { accept, betweenSteps, clientSize, help, moving, quit, search, undoing } from "../keys/bindings.ts";
import type { Binding, ScreenKeys } from "../keys/keys.ts";
import { signs } from "../ui/signs.ts";

/** Left is not among them: on the row above it may have been for less of something. */
const leaving: readonly Binding[] = [
  ...moving,
  ...betweenSteps,
  ...undoing,
  ...clientSize,
  search,
  { keys: ["esc", "h"], command: "back", label: "back" },
  help,
  quit,
];

export const onwardKeys: ScreenKeys = {
  title: "One step, on the row of the next step",
  bindings: [accept("go on"), ...leaving],
};

export const foldKeys: ScreenKeys = {
  title: "One step, on the row of unused settings",
  bindings: [
    { keys: ["enter", "l", "space"], command: "accept", label: "show or hide" },
    { keys: ["left", "-"], command: "left", label: "hide", quiet: true },
    { keys: ["right", "+"], command: "right", label: "show", quiet: true },
    ...leaving,
  ],
};

/** One step, on a setting. */
export const settingKeys: ScreenKeys = {
  title: "One step",
  bindings: [
    { keys: ["enter", "l"], command: "accept", label: "change" },
    { keys: ["space"], command: "toggle", label: "switch", quiet: true },
    { keys: ["left", "-"], command: "left", label: "less", quiet: true },
    { keys: ["right", "+"], command: "right", label: "more, or change", quiet: true },
    { keys: ["d", "backspace", "delete"], command: "erase", label: "as it was" },
    ...leaving,
  ],
  signs: [[signs.changed, "differs from the preset"]],
};
