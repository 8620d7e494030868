/**
 * An error that is shown to a person: `message` says what failed and why, `remedy` what to do.
 * `exitCode` follows the command line's contract: 1 failed, 2 wrong use, 130 cancelled.
 */
export class ThinsmithError extends Error {
  /** Last lines of output of the foreign command that failed, if one did. */
  readonly lastLines: readonly string[];
  readonly remedy: string | undefined;
  /** Dotted name of the setting to change, if a setting is the cause. */
  readonly setting: string | undefined;
  readonly exitCode: number;

  constructor(
    message: string,
    options: {
      remedy?: string;
      setting?: string | undefined;
      exitCode?: number;
      cause?: unknown;
      lastLines?: readonly string[];
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ThinsmithError";
    this.lastLines = options.lastLines ?? [];
    this.remedy = options.remedy;
    this.setting = options.setting;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The command was used wrongly: an unknown setting, preset or option value. */
export class UsageError extends ThinsmithError {
  constructor(message: string, remedy?: string, setting?: string) {
    super(message, { exitCode: 2, setting, ...(remedy === undefined ? {} : { remedy }) });
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

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its directory is not there",
  ENOTDIR: "what should be its directory is a file",
  EISDIR: "it is a directory",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "nothing can be written there",
  ENOSPC: "there is no room left",
  EDQUOT: "there is no room left for this user",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
};

/** Why a file cannot be written, as the end of a sentence. */
export const whyUnwritable = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && reasons[code]) ?? code ?? message;
};

/** @throws CancelledError if the signal is aborted */
export const throwIfCancelled = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new CancelledError();
};
