import type { BuildEnded } from "../../src/pipeline/events.ts";
import { builtImages } from "../../src/release/built.ts";
import { noteDraft } from "../../src/settings/draft-note.ts";
import { listPresets } from "../../src/settings/preset-list.ts";
import { defaultOutput } from "../../src/system/paths.ts";
import { onInterrupt } from "../../src/system/signals.ts";
import { App } from "./App.tsx";
import type { Beginnings } from "./beginning.ts";
import { drawFullscreen } from "./fullscreen.tsx";

const look = async (): Promise<Beginnings> => {
  const [presets, built, draft] = await Promise.all([listPresets(), builtImages(defaultOutput), noteDraft()]);
  return { presets, built, draft };
};

/**
 * `thinsmith` in a terminal. Returns the exit status.
 * @param printResult writes what was built into the scrollback, once the terminal is ours no more
 */
export const runWizard = async (printResult: (built: BuildEnded) => Promise<void>): Promise<number> => {
  const signal = onInterrupt();
  let built: BuildEnded | undefined;
  const first = await look();
  await drawFullscreen(
    (exit) => (
      <App
        first={first}
        look={look}
        output={defaultOutput}
        signal={signal}
        onExit={(last) => {
          built = last;
          exit();
        }}
      />
    ),
    signal,
  );
  if (built) await printResult(built);
  if (!signal.aborted) return 0;
  process.stderr.write("thinsmith was told to end. The draft is kept, and so is every release.\n");
  return 130;
};
