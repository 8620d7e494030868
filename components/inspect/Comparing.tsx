import { useState } from "react";
import { accept, back, help, leave, moving, search } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useStore } from "../ui/useStore.ts";
import { compareRows } from "./compare-rows.ts";
import type { InspectSession } from "./inspect-session.ts";
import { Listing } from "./Listing.tsx";
import type { Goal } from "./lists.ts";

/** A release that an image can be compared with. */
export interface CompareChoice {
  readonly directory: string;
  /** What a person knows it by. */
  readonly label: string;
}

interface Props {
  readonly session: InspectSession;
  readonly others: readonly CompareChoice[];
  readonly onGoTo: (goal: Goal) => void;
  readonly onBack: () => void;
}

/** Which release to compare with, then what differs. */
export const Comparing = ({ session, others, onGoTo, onBack }: Props) => {
  const view = useStore(session);
  const [choosing, setChoosing] = useState(!view.comparison);
  const [chosen, setChosen] = useState<CompareChoice>();
  const { comparison, comparing } = view;
  if (choosing)
    return (
      <Listing<CompareChoice>
        title={`${view.title}  compare with`}
        context={`${others.length} other releases`}
        rows={others.map((other) => ({ text: other.label, value: other }))}
        empty="there is no other release to compare with"
        onAccept={(other) => {
          setChosen(other);
          setChoosing(false);
          void session.compareWith(other.directory);
        }}
        onBack={onBack}
      />
    );
  const fraction = comparing?.fraction;
  const reading = `reading both ...${fraction === undefined ? "" : ` ${Math.floor(fraction * 100)} %`}`;
  const rows = comparison && !comparing ? compareRows(comparison) : [];
  return (
    <Listing<Goal>
      title={`${view.title}  against ${chosen?.label ?? "the earlier release"}`}
      context={comparison && !comparing ? `${rows.length} differences` : ""}
      screen={comparisonKeys}
      rows={rows}
      empty={view.problem ?? (comparing || !comparison ? reading : "nothing differs")}
      onAccept={onGoTo}
      onTab={() => setChoosing(true)}
      onBack={onBack}
    />
  );
};

export const comparisonKeys: ScreenKeys = {
  title: "What two images differ in",
  bindings: [
    accept("go to it"),
    ...moving,
    search,
    { keys: ["tab"], command: "nextTab", label: "another release" },
    back,
    help,
    leave,
  ],
};
