import { CommandError, run } from "../../system/process.ts";
import { errorExit, type MachineLine, parseMachineLine, saidBy } from "./machine-readable.ts";
import { vagrantEnvironment } from "./place.ts";

/** Vagrant ended with an error: `message` is the first of its paragraphs, `lastLines` are all that tell something. */
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
  /** What Vagrantfile is told besides machines.json. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each line of its output, with the machine that it is about where that is known. */
  readonly onLine?: (line: string, machine: string | undefined) => void;
}

/**
 * What Vagrant says of every error of two machines that come up at once, where in its own code that was, and that a
 * provisioner's script has failed, whose own last words tell more.
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
  // Two machines may say the same.
  return [...new Set(paragraphs)];
};

/** Lines of its output that an error has where Vagrant itself says nothing. */
const lastLines = 8;

/** A person's Ctrl-C makes Vagrant undo what it has half made: so long it may take. */
const endingSeconds = 90;
/** What is said then, and holds for as long. */
export const ending = `Vagrant ends in order, in ${endingSeconds} s at most`;

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
