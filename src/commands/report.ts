import { CommanderError } from "@commander-js/extra-typings";
import { CancelledError, ThinsmithError } from "../system/errors.ts";
import { lastWords } from "../system/text.ts";
import { version } from "../system/version.ts";

/** An error of the operating system's, such as a directory that may not be written to. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;

/** Whoever read our output stopped: nothing that a person would have to be told. */
const isNobodyReading = (error: unknown): boolean =>
  isSystemError(error) && error.code === "EPIPE" && error.syscall === "write";

/** Errors for a person on stderr, and the exit status; anything unknown is a fault of ours and keeps its stack. */
export const report = (error: unknown): void => {
  // Help or the version, which have been printed.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (isNobodyReading(error)) process.exitCode = new CancelledError().exitCode;
  else if (error instanceof ThinsmithError) {
    const remedy = error.remedy ? `What to do: ${error.remedy}\n` : "";
    const said = lastWords(error.lastLines.filter((line) => line !== error.message)).map(
      (line) => `    ${line}\n`,
    );
    process.stderr.write(`thinsmith: ${error.message}\n${remedy}${said.join("")}`);
    process.exitCode = error.exitCode;
  } else if (isSystemError(error)) {
    process.stderr.write(
      `thinsmith: ${error.message}\nWhat to do: check that the path exists and that this user may use it.\n`,
    );
    process.exitCode = 1;
  } else {
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`thinsmith ${version} has a fault of its own; please report this:\n${stack}\n`);
    process.exitCode = 1;
  }
};
