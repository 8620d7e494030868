let interruptsAreElsewhere = false;

/**
 * An AbortSignal that SIGINT, SIGTERM and SIGHUP set off, so that a command can end in order. The signals lose
 * their usual meaning for good: a library of ours (when-exit, through conf) sends each a second time.
 */
export const onInterrupt = (): AbortSignal => {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => {
      if (name !== "SIGINT" || !interruptsAreElsewhere) controller.abort();
    });
  return controller.signal;
};

/** Ctrl-C is not for us while another program has our terminal, though we get the signal, too. */
export const withoutInterrupts = async (work: () => Promise<void>): Promise<void> => {
  interruptsAreElsewhere = true;
  try {
    await work();
  } finally {
    interruptsAreElsewhere = false;
  }
};
