import { type ReactNode, useMemo } from "react";
import { changeWords } from "../../../src/settings/change-words.ts";
import type { Draft } from "../../../src/settings/drafts/draft.ts";
import { nextTurns } from "../../../src/settings/drafts/undo.ts";
import { useCommandWords } from "../../keys/useKeymap.ts";
import { NoticeProvider } from "../../ui/frame/notice.ts";
import { SidePanesProvider } from "../../ui/frame/panes.ts";
import { sentences } from "../../ui/frame/sections.ts";
import { buildTimeOf, forecastOf } from "../forecasts.ts";
import { comesLater, listingText, usePackageList } from "../package-lists.ts";
import type { Work } from "../work.ts";
import { type Change, imageSection } from "./image-section.ts";
import { memorySection } from "./memory-section.ts";
import { packingSection } from "./packing-section.ts";
import { stepsSection } from "./steps-section.ts";

interface Props {
  readonly work: Work & { readonly draft: Draft };
  /** Name of the step that is open. On the steps themselves there is none, and no pane at the left. */
  readonly step: string | undefined;
  readonly children: ReactNode;
}

/** Around the screens of a draft: the steps at the left, and at the right what the choices mean for image and clients. */
export const DraftPanes = ({ work, step, children }: Props) => {
  const { draft, seen, before, clientMemory } = work;
  const { settings, original } = draft;
  const listing = usePackageList(settings);
  const index = listing?.index;
  const left = useMemo(
    () => (step ? [stepsSection({ settings, original, seen, here: step })] : undefined),
    [settings, original, seen, step],
  );
  const right = useMemo(() => {
    if (!index) return [sentences("This image", [[listingText(listing, comesLater), { dim: true }]])];
    const cost = forecastOf(settings, index);
    const change: Change | undefined = before && {
      bytes: cost.imageBytes - forecastOf(before, index).imageBytes,
      what: changeWords(before, settings),
    };
    // A low terminal has room for the first one only: the estimate never leaves the screen.
    return [
      imageSection(cost, buildTimeOf(settings, cost), change),
      ...(step === "packing" ? [packingSection(cost)] : []),
      memorySection(cost, settings.zram, clientMemory),
    ];
  }, [settings, before, clientMemory, listing, index, step]);
  const panes = useMemo(() => ({ left, right }), [left, right]);
  const turns = useMemo(() => nextTurns(draft), [draft]);
  useCommandWords(turns);
  const { said, problem } = work;
  const notice = useMemo(
    () => ({ said, undo: turns.undo, warning: problem === undefined ? undefined : "not saved" }),
    [said, problem, turns],
  );
  return (
    <SidePanesProvider value={panes}>
      <NoticeProvider value={notice}>{children}</NoticeProvider>
    </SidePanesProvider>
  );
};
