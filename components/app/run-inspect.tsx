import { excludeInDraft } from "../../src/settings/draft-exclude.ts";
import { defaultOutput } from "../../src/system/paths.ts";
import { onInterrupt } from "../../src/system/signals.ts";
import { Inspect } from "../inspect/Inspect.tsx";
import { openInspection } from "../inspect/open-inspection.ts";
import { drawFullscreen } from "./fullscreen.tsx";

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
        {...(settings ? { onExclude: (pattern: string) => excludeInDraft(settings, pattern) } : {})}
        onCommand={exit}
        alone
      />
    ),
    signal,
  );
  session.close();
  return signal.aborted ? 130 : 0;
};
