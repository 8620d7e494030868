/**
 * An error that is shown to a person: `message` says what failed and why, `remedy` what to do.
 * `exitCode` follows the command line's contract: 1 failed, 2 wrong use, 130 cancelled.
 */
export class ThinsmithError extends Error {
  /** Last lines of output of the foreign command that failed, if one did. */
  readonly lastLines: readonly string[];
  readonly remedy: string | undefined;
  readonly exitCode: number;

  constructor(
    message: string,
    options: { remedy?: string; exitCode?: number; cause?: unknown; lastLines?: readonly string[] } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ThinsmithError";
    this.lastLines = options.lastLines ?? [];
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command was used wrongly: an unknown setting, preset or option value. */
export class UsageError extends ThinsmithError {
  constructor(message: string, remedy?: string) {
    super(message, { exitCode: 2, ...(remedy === undefined ? {} : { remedy }) });
    this.name = "UsageError";
  }
}

/** A person or a signal cancelled the work. */
export class CancelledError extends ThinsmithError {
  constructor(message = "Cancelled.") {
    super(message, { exitCode: 130 });
    this.name = "CancelledError";
  }
}

/** An error of the operating system, such as a directory that may not be written to. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;

/** @throws CancelledError if the signal is aborted */
export const throwIfCancelled = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new CancelledError();
};
