import { clock, type Outcome } from "./machine.ts";
import { type BootTimes, ConsoleTimes, reportedTimes } from "./times.ts";

/** Milliseconds between two reports of how long the parts took. */
const every = 1000;

/** Follows how long the parts of a boot take: by its console, then by the client's report. */
export const watchTimes = (onTimes: (times: BootTimes) => void) => {
  let byConsole = new ConsoleTimes();
  let reported: Outcome | undefined;
  const timesOf = (outcome: Outcome | undefined): BootTimes =>
    outcome?.report && outcome.report.phases.length > 0
      ? reportedTimes(outcome.report, outcome.drawnAt)
      : { phases: byConsole.spans(clock()), units: [] };
  const ticking = setInterval(() => onTimes(timesOf(reported)), every);
  return {
    /** A machine has been started. */
    begin() {
      byConsole = new ConsoleTimes();
    },
    update: (chunk: string) => byConsole.update(chunk, clock()),
    reported(outcome: Outcome) {
      reported = outcome;
    },
    end() {
      clearInterval(ticking);
    },
    /** The times in the end. */
    final(outcome: Outcome): BootTimes {
      clearInterval(ticking);
      const times = timesOf(outcome);
      onTimes(times);
      return times;
    },
  };
};
