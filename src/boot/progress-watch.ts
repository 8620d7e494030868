import type { Outcome } from "./machine.ts";
import { type Progress, progressOf } from "./progress.ts";
import type { Expectation } from "./verdict.ts";

/** Milliseconds between two evaluations: a long console takes time to search. */
const evaluateEvery = 200;

/** Follows a client's console and calls `onProgress` whenever the boot has got further. */
export const watchProgress = (
  expectation: Expectation,
  onProgress: (progress: readonly Progress[]) => void,
) => {
  let text = "";
  let reported = "";
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const say = (progress: readonly Progress[]) => {
    const now = JSON.stringify(progress);
    if (now === reported) return;
    reported = now;
    onProgress(progress);
  };
  const evaluate = () => {
    timer = undefined;
    say(progressOf(text, undefined, expectation));
  };
  return {
    /** The console's text so far. */
    update(consoleText: string) {
      text = consoleText;
      if (!over) timer ??= setTimeout(evaluate, evaluateEvery);
    },
    /** The client has reported; its screen may show nothing yet. */
    reported({ consoleText, report, screen }: Outcome) {
      clearTimeout(timer);
      over = true;
      say(progressOf(consoleText, report, expectation, false, screen));
    },
    /** The boot is over; the outcome, if there is one, is final. */
    end(outcome?: Outcome) {
      over = true;
      clearTimeout(timer);
      if (!outcome) return;
      say(progressOf(outcome.consoleText, outcome.report, expectation, true, outcome.screen));
    },
  };
};
