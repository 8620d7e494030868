/**
 * An AbortSignal that SIGINT, SIGTERM and SIGHUP set off, so that a command can end in order. The signals lose
 * their usual meaning for good: a library of ours (when-exit, through conf) sends each a second time.
 */
export const onInterrupt = (): AbortSignal => {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => controller.abort());
  return controller.signal;
};
