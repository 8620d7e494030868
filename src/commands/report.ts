import { CommanderError } from "@commander-js/extra-typings";
import { CancelledError, isSystemError, ThinsmithError } from "../system/errors.ts";
import { lastWords, sanitize } from "../system/text.ts";
import { version } from "../system/version.ts";

/** Whoever read our output stopped: nothing that a person would have to be told. */
const isNobodyReading = (error: unknown): boolean =>
  isSystemError(error) && error.code === "EPIPE" && error.syscall === "write";

/** What names of files, presets and keys may bring must not reach the terminal as control sequences. */
const tell = (text: string): void => {
  process.stderr.write(`${text.split("\n").map(sanitize).join("\n")}\n`);
};

/** Errors for a person on stderr, and the exit status; anything unknown is a fault of ours and keeps its stack. */
export const report = (error: unknown): void => {
  // Help or the version, which have been printed.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (isNobodyReading(error)) process.exitCode = new CancelledError().exitCode;
  else if (error instanceof ThinsmithError) {
    tell(`thinsmith: ${error.message}`);
    if (error.remedy) tell(`What to do: ${error.remedy}`);
    for (const line of lastWords(error.lastLines.filter((line) => line !== error.message)))
      tell(`    ${line}`);
    process.exitCode = error.exitCode;
  } else if (isSystemError(error)) {
    tell(`thinsmith: ${error.message}`);
    tell("What to do: check that the path exists and that this user may use it.");
    process.exitCode = 1;
  } else {
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`thinsmith ${version} has a fault of its own; please report this:\n${stack}\n`);
    process.exitCode = 1;
  }
};
