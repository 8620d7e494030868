import { leave } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { Question } from "./Question.tsx";

interface Props {
  /** Of the draft. */
  readonly name: string;
  /** Who has it, in a sentence. */
  readonly reason: string;
  readonly onCommand: (command: Command) => void;
}

/** A draft that another wizard has open: this one can have a copy of it. */
export const HeldDraft = ({ name, reason, onCommand }: Props) => (
  <Question
    {...{ title: "Draft", context: name, warning: reason, keys: heldDraftScreen, onCommand }}
    more={["Two wizards cannot change one draft. You can go on in a copy of it, with the changes so far."]}
  />
);

export const heldDraftScreen: Screen<Props> = {
  title: "A draft that another wizard has open",
  bindings: [
    { keys: ["c", "enter"], command: "confirm", label: "go on in a copy" },
    { keys: ["esc", "left", "h"], command: "back", label: "back" },
    leave,
  ],
  component: HeldDraft,
};
