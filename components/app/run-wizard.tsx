import type { BuildEnded } from "../../src/pipeline/events.ts";
import { builtImages } from "../../src/release/built.ts";
import { knownOutputs } from "../../src/release/outputs.ts";
import { listDrafts } from "../../src/settings/drafts/list.ts";
import { listPresets } from "../../src/settings/preset-list.ts";
import { defaultOutput } from "../../src/system/paths.ts";
import { onInterrupt } from "../../src/system/signals/interrupts.ts";
import { App } from "./App.tsx";
import type { Beginnings } from "./beginning.ts";
import { drawFullscreen } from "./fullscreen.tsx";

const look = async (): Promise<Beginnings> => {
  const problems: string[] = [];
  const [presets, built, drafts] = await Promise.all([
    listPresets(({ message }) => problems.push(message)),
    knownOutputs().then((known) => builtImages([defaultOutput, ...known])),
    listDrafts(),
  ]);
  return { presets, built: built.images, drafts, problems: [...problems, ...built.problems] };
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
        fetchLists
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
  process.stderr.write("thinsmith was told to end. Drafts are kept, and so is every release.\n");
  return 130;
};
