import type { BuildEvent } from "../src/build/events.ts";
import { listPresets } from "../src/settings/preset-list.ts";
import { defaultOutput } from "../src/system/paths.ts";
import { onInterrupt } from "../src/system/signals.ts";
import { App } from "./App.tsx";
import { drawFullscreen } from "./fullscreen.tsx";

type Ended = Extract<BuildEvent, { type: "build-ended" }>;

/**
 * `thinsmith` in a terminal. Returns the exit status.
 * @param printResult writes what was built into the scrollback, once the terminal is ours no more
 */
export const runWizard = async (printResult: (built: Ended) => Promise<void>): Promise<number> => {
  const signal = onInterrupt();
  let built: Ended | undefined;
  const presets = await listPresets();
  await drawFullscreen(
    (exit) => (
      <App
        presets={presets}
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
  return signal.aborted ? 130 : 0;
};
