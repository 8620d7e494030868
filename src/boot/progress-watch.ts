import type { Outcome } from "./machine.ts";
import { type Progress, progressOf } from "./progress.ts";
import type { Expectation } from "./verdict.ts";

/** Milliseconds between two looks: a long console takes time to look through. */
const lookEvery = 200;

/** Follows a console and tells how far the boot is, whenever that has changed. */
export const watchProgress = (
  expectation: Expectation,
  onProgress: (progress: readonly Progress[]) => void,
) => {
  let text = "";
  let told = "";
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = (progress: readonly Progress[]) => {
    const now = JSON.stringify(progress);
    if (now === told) return;
    told = now;
    onProgress(progress);
  };
  const look = () => {
    timer = undefined;
    tell(progressOf(text, undefined, expectation));
  };
  return {
    /** The console as it is now. */
    see(consoleText: string) {
      text = consoleText;
      if (!over) timer ??= setTimeout(look, lookEvery);
    },
    /** There is nothing more to come; what the outcome shows is final. */
    end(outcome?: Outcome) {
      over = true;
      clearTimeout(timer);
      if (outcome) tell(progressOf(outcome.consoleText, outcome.report, expectation, true));
    },
  };
};
