import { useMemo } from "react";
import type { Draft } from "../../src/settings/drafts/draft.ts";
import { leave } from "../keys/bindings.ts";
import type { Command, Screen } from "../keys/keys.ts";
import { SidePanesProvider, useSidePanes } from "../ui/frame/panes.ts";
import { changesSection } from "../wizard/panes/changes-section.ts";
import { Question } from "./Question.tsx";

interface Props {
  readonly draft: Draft;
  /** Why it could not be saved, in a sentence. */
  readonly reason: string;
  readonly onCommand: (command: Command) => void;
}

/** Asks before a draft is left that could not be saved. */
export const Discard = ({ draft, reason, onCommand }: Props) => {
  const { left, right } = useSidePanes();
  const panes = useMemo(
    () => ({ left, right: [...(right ?? []), changesSection("Changes", draft)] }),
    [left, right, draft],
  );
  return (
    <SidePanesProvider value={panes}>
      <Question
        {...{ title: "Draft", context: draft.name, warning: reason, keys: discardingScreen, onCommand }}
        more={[
          "The changes that are not on disk would be lost.",
          "To keep it, go back, and save it as a preset with p, or make room on the disk.",
        ]}
      />
    </SidePanesProvider>
  );
};

export const discardingScreen: Screen<Props> = {
  title: "A draft that would be lost",
  bindings: [
    { keys: ["y"], command: "confirm", label: "discard the draft" },
    { keys: ["n", "esc", "enter"], command: "back", label: "keep the draft" },
    leave,
  ],
  component: Discard,
};
