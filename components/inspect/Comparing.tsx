import { useMemo, useState } from "react";
import { accept, back, help, leave, moving, search } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { count } from "../ui/format.ts";
import type { SidePanes } from "../ui/frame/panes.ts";
import { useStore } from "../ui/useStore.ts";
import { changesSections } from "./changes-section.ts";
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
  /** What stands beside the list of releases. */
  readonly panes: SidePanes;
  readonly onGoTo: (goal: Goal) => void;
  readonly onBack: () => void;
}

/** Which release to compare with, then what differs. */
export const Comparing = ({ session, others, panes: around, onGoTo, onBack }: Props) => {
  const view = useStore(session);
  const [choosing, setChoosing] = useState(!view.comparison);
  const { comparison, comparing } = view;
  const panes = useMemo(
    () => (comparison ? { right: changesSections(comparison) } : around),
    [comparison, around],
  );
  if (choosing)
    return (
      <Listing<CompareChoice>
        key="choose"
        title={`${view.title}  compare with`}
        context={count(others.length, "other release")}
        rows={others.map((other) => ({ text: other.label, value: other }))}
        empty="no other release to compare with"
        panes={around}
        onAccept={(other) => {
          setChoosing(false);
          void session.compareWith(other.directory, other.label);
        }}
        onBack={onBack}
      />
    );
  const fraction = comparing?.fraction;
  const reading = `reading both ...${fraction === undefined ? "" : ` ${Math.floor(fraction * 100)} %`}`;
  const rows = comparison ? compareRows(comparison) : [];
  return (
    <Listing<Goal>
      key="differences"
      title={`${view.title}  against ${view.against}`}
      context={comparison ? count(rows.length, "difference") : ""}
      screen={comparisonKeys}
      rows={rows}
      empty={view.problem ?? (comparison ? "nothing differs" : reading)}
      onAccept={onGoTo}
      panes={panes}
      onTab={() => setChoosing(true)}
      onBack={onBack}
    />
  );
};

export const comparisonKeys: ScreenKeys = {
  title: "Differences of two images",
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
