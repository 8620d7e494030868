import { excludeInDraft, turnInDraft } from "../../src/settings/drafts/exclude.ts";
import { defaultOutput } from "../../src/system/paths.ts";
import { onInterrupt } from "../../src/system/signals/interrupts.ts";
import { Inspect } from "../inspect/Inspect.tsx";
import { openInspection } from "../inspect/open-inspection.ts";
import { drawFullscreen } from "./fullscreen.tsx";

/** What the explorer can change: the draft of an image, for its next build. */
const draftOf = (settings: object) => ({
  onExclude: (pattern: string) => excludeInDraft(settings, pattern),
  onTurn: (direction: "undo" | "redo") => turnInDraft(settings, direction),
});

/**
 * `thinsmith inspect` in a terminal. Returns the exit status.
 * @throws ThinsmithError when there is nothing that could be looked into
 */
export const runInspect = async (word: string | undefined, output = defaultOutput): Promise<number> => {
  const signal = onInterrupt();
  const { session, others } = await openInspection(word, output, signal);
  const settings = session.image.release?.manifest.settings;
  await drawFullscreen(
    (exit) => (
      <Inspect
        session={session}
        others={others}
        {...(settings && draftOf(settings))}
        onCommand={exit}
        alone
      />
    ),
    signal,
  );
  session.close();
  return signal.aborted ? 130 : 0;
};
