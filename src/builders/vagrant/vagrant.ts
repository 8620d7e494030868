import { CommandError, run } from "../../system/process.ts";
import { errorExit, type MachineLine, parseMachineLine, saidBy } from "./machine-readable.ts";
import { vagrantEnvironment } from "./place.ts";

/** Vagrant ended with an error. `message` is the first paragraph of its message, `lastLines` are all paragraphs of use. */
export class VagrantError extends CommandError {
  constructor(failed: CommandError, paragraphs: readonly string[]) {
    super(failed.command, failed.exitCodeOfCommand, failed.signal, paragraphs);
    this.message = paragraphs[0] ?? failed.message;
    this.name = "VagrantError";
  }
}

export interface VagrantOptions {
  readonly provider: string;
  readonly signal?: AbortSignal | undefined;
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives each line of the output, with the machine that the line is about, if it is known. */
  readonly onLine?: (line: string, machine: string | undefined) => void;
}

/**
 * Lines of no use: what Vagrant prints for every error if two machines start at once, positions in its code, and that a
 * provisioner's script has failed, since the last lines of the script say more.
 */
const tellsNothing =
  /^An error occurred while executing|^An unexpected error occurred when|^The SSH command responded with a non-zero|\.rb:\d+:in /;
const tells = (text: string): boolean => text.trim() !== "" && !tellsNothing.test(text);

/** Vagrant breaks its sentences into lines of 70 columns. */
const paragraphsOf = (message: string): string[] => {
  const paragraphs = message
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " ").trim())
    .filter(tells);
  // Two machines may have the same error.
  return [...new Set(paragraphs)];
};

/** How many lines of the output an error contains if Vagrant gives no message. */
const lastLines = 8;

/** After Ctrl-C Vagrant removes incomplete machines. It may take this long. */
const endingSeconds = 90;
/** Shown during this time. */
export const ending = `Vagrant ends in order, in ${endingSeconds} s at most`;

/** How many lines are kept. `status`, for which they are needed, prints few. */
const keptLines = 1000;

/**
 * Runs a command of Vagrant and resolves with its machine-readable lines, except text for people. If `signal` is aborted or
 * this process dies, Vagrant is interrupted and can clean up.
 * @throws VagrantError with Vagrant's message; CancelledError if `signal` ended it
 */
export const vagrant = async (
  args: readonly string[],
  { provider, signal, env, onLine }: VagrantOptions,
): Promise<readonly MachineLine[]> => {
  const command = ["vagrant", "--machine-readable", ...args];
  const lines: MachineLine[] = [];
  const heard: string[] = [];
  const hear = (line: string, machine: string | undefined) => {
    if (tells(line)) heard.push(line);
    if (heard.length > lastLines) heard.shift();
    onLine?.(line, machine);
  };
  let error: string | undefined;
  const sayEnding = () => onLine?.(ending, undefined);
  signal?.addEventListener("abort", sayEnding, { once: true });
  try {
    await run(command, {
      signal,
      env: { ...vagrantEnvironment(provider), ...env },
      ending: { signal: "SIGINT", seconds: endingSeconds },
      onLine(line) {
        const parsed = parseMachineLine(line);
        if (!parsed) return hear(line, undefined);
        const said = saidBy(parsed);
        for (const text of said?.lines ?? []) hear(text, said?.machine);
        error ??= errorExit(parsed);
        if (!said && lines.length < keptLines) lines.push(parsed);
      },
    });
  } catch (failed) {
    if (!(failed instanceof CommandError)) throw failed;
    const paragraphs = paragraphsOf(error ?? "");
    throw new VagrantError(failed, paragraphs.length > 0 ? paragraphs : heard);
  } finally {
    signal?.removeEventListener("abort", sayEnding);
  }
  return lines;
};
