import { setImmediate } from "node:timers/promises";

let ignoresInterrupts = false;

/**
 * An AbortSignal that SIGINT, SIGTERM and SIGHUP abort, so that a command can end in order. The handlers stay
 * installed for good: the library when-exit (a dependency of conf) sends each signal a second time.
 */
export const onInterrupt = (): AbortSignal => {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => {
      if (name !== "SIGINT" || !ignoresInterrupts) controller.abort();
    });
  return controller.signal;
};

/** Ignores Ctrl-C while `work` runs another program in our terminal: the terminal sends SIGINT to both. */
export const withoutInterrupts = async (work: () => Promise<void>): Promise<void> => {
  ignoresInterrupts = true;
  try {
    await work();
  } finally {
    // On a busy machine the program's end may be handled before the second time of a signal that came while it ran: two turns of
    // the event loop bring that.
    await setImmediate();
    await setImmediate();
    ignoresInterrupts = false;
  }
};
