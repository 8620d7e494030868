import { CommandError, run } from "../../system/process.ts";
import { errorExit, type MachineLine, parseMachineLine, saidBy } from "./machine-readable.ts";
import { vagrantEnvironment } from "./place.ts";

/** Vagrant ended with an error of its own, whose class is `errorClass`. */
export class VagrantError extends CommandError {
  constructor(
    failed: CommandError,
    readonly errorClass: string,
    text: readonly string[],
  ) {
    super(failed.command, failed.exitCodeOfCommand, failed.signal, text.length > 0 ? text : failed.lastLines);
    this.message = text[0] ?? failed.message;
    this.name = "VagrantError";
  }
}

export interface VagrantOptions {
  readonly provider: string;
  readonly signal?: AbortSignal | undefined;
  /** What Vagrantfile is told besides machines.json. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each line of its output, with the machine that it is about where that is known. */
  readonly onLine?: (line: string, machine: string | undefined) => void;
}

/** What Vagrant says of every error of two machines that come up at once, and where in its own code that was. */
const tellsNothing =
  /^An error occurred while executing multiple|^Any errors that occurred are|^An unexpected error occurred when|machine\. Please report this as a bug:$|\.rb:\d+:in /;

/** A person's Ctrl-C makes Vagrant undo what it has half made: so long it may take. */
const endingSeconds = 90;

/** Lines that are kept: those of `status` are few, and nobody asks for others. */
const keptLines = 1000;

/**
 * Runs a command of Vagrant's and resolves with what it said, as far as it is not text for people. When the signal comes,
 * or we die, it is interrupted and may clean up.
 * @throws VagrantError with its own words; CancelledError when `signal` ended it
 */
export const vagrant = async (
  args: readonly string[],
  { provider, signal, env, onLine }: VagrantOptions,
): Promise<readonly MachineLine[]> => {
  const command = ["vagrant", "--machine-readable", ...args];
  const lines: MachineLine[] = [];
  let error: ReturnType<typeof errorExit>;
  try {
    await run(command, {
      signal,
      env: { ...vagrantEnvironment(provider), ...env },
      ending: { signal: "SIGINT", seconds: endingSeconds },
      onLine(line) {
        const parsed = parseMachineLine(line);
        if (!parsed) return onLine?.(line, undefined);
        const said = saidBy(parsed);
        for (const text of said?.lines ?? []) onLine?.(text, said?.machine);
        error ??= errorExit(parsed);
        if (!said && lines.length < keptLines) lines.push(parsed);
      },
    });
  } catch (failed) {
    if (!(failed instanceof CommandError)) throw failed;
    const text = (error?.message ?? "")
      .split("\n")
      .filter((line) => line.trim() !== "" && !tellsNothing.test(line));
    throw new VagrantError(failed, error?.name ?? "", text);
  }
  return lines;
};
