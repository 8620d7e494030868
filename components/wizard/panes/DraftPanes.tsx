import { type ReactNode, useMemo } from "react";
import { differences } from "../../../src/settings/difference.ts";
import type { Draft } from "../../../src/settings/draft.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { wrapWords } from "../../../src/system/text-width.ts";
import { run } from "../../charts/line.ts";
import { type Section, SidePanesProvider } from "../../ui/frame/panes.ts";
import { forecastOf } from "../forecasts.ts";
import { comesLater, listingText, usePackageList } from "../package-lists.ts";
import { shownValue } from "../value-text.ts";
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

/** What the last change of the draft was, in a word or two. */
const changed = (before: Settings, after: Settings): string => {
  const [first, ...others] = differences(before, after);
  if (!first) return "";
  return others.length > 0
    ? `${others.length + 1} settings`
    : `${first.name} ${shownValue(first.name, first.after)}`;
};

const quiet = (title: string, text: string): Section => ({
  title,
  draw: (columns) => wrapWords(text, columns).map((line) => [run(line, { dim: true })]),
  words: () => text,
});

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
    if (!index) return [quiet("This image", listingText(listing, comesLater))];
    const cost = forecastOf(settings, index);
    const change: Change | undefined = before && {
      bytes: cost.imageBytes - forecastOf(before, index).imageBytes,
      what: changed(before, settings),
    };
    // A low terminal has room for the first one only: the estimate never leaves the screen.
    return [
      imageSection(cost, change),
      ...(step === "packing" ? [packingSection(cost)] : []),
      memorySection(cost, settings.zram, clientMemory),
    ];
  }, [settings, before, clientMemory, listing, index, step]);
  const panes = useMemo(() => ({ left, right }), [left, right]);
  return <SidePanesProvider value={panes}>{children}</SidePanesProvider>;
};
