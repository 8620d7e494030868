import { Readable } from "node:stream";
import { execa, type Options } from "execa";
import { commandStarts } from "./command-log.ts";
import { CancelledError, ThinsmithError } from "./errors.ts";
import { searchPath } from "./programs.ts";

/** A foreign command ended with another status than 0. */
export class CommandError extends ThinsmithError {
  constructor(
    readonly command: readonly string[],
    readonly exitCodeOfCommand: number | undefined,
    readonly signal: string | undefined,
    lastLines: readonly string[],
  ) {
    const how = signal ? `was ended by ${signal}` : `ended with status ${exitCodeOfCommand}`;
    super(`${command[0]} ${how}`, { lastLines });
    this.name = "CommandError";
  }
}

export interface RunOptions {
  /** Kills the command and all processes that it started. */
  signal?: AbortSignal | undefined;
  env?: Record<string, string> | undefined;
  /** Receives each line of stdout and stderr as it arrives; a carriage return also ends a line. */
  onLine?: ((line: string) => void) | undefined;
  /** The command that errors name, if `command` wraps it in another. */
  shownAs?: readonly string[] | undefined;
  /** Data for its standard input; with `open`, the input is not closed after it. */
  input?: { readonly data: string | Uint8Array | Readable; readonly open?: boolean } | undefined;
  /** A file for its stdout, which then neither reaches `onLine` nor is returned by `run`. */
  outputFile?: string | undefined;
  /** For a command that must end in order: it gets this signal, also if this process dies, and SIGKILL after so many seconds. */
  ending?: { readonly signal: "SIGINT" | "SIGTERM"; readonly seconds: number } | undefined;
}

/** Longer lines are cut, so that a foreign program cannot fill our memory with one line. In characters. */
const longestLine = 4096;
const keptLines = 40;

/** Splits chunks into lines at newlines and carriage returns. Empty lines are dropped. */
export const lineSplitter = (onLine: (line: string) => void) => {
  let rest = "";
  return {
    write(chunk: string) {
      const parts = (rest + chunk).split(/\r\n|[\r\n]/);
      rest = (parts.pop() ?? "").slice(-longestLine);
      for (const part of parts) if (part !== "") onLine(part.slice(0, longestLine));
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
};

/** A line splitter that also keeps the last lines in `lastLines`, for errors. */
const recorder = (lastLines: string[], onLine?: (line: string) => void) =>
  lineSplitter((line) => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    onLine?.(line);
  });

/**
 * Wraps a command so that the kernel kills it when this process dies, however it dies (prctl(2) PR_SET_PDEATHSIG,
 * which survives execve(2)).
 */
export const dyingWithUs = (command: readonly string[], signal = "KILL"): string[] =>
  process.platform === "linux" ? ["setpriv", "--pdeathsig", signal, "--", ...command] : [...command];

/** Starts every foreign program. `command` is reported to the command log; `argv` is the same with its wrappers. */
const launch = <O extends Options & { readonly reject: false }>(
  command: readonly string[],
  argv: readonly string[],
  options: O,
) => {
  const [file, ...args] = argv as [string, ...string[]];
  const ends = commandStarts(command, options.env);
  const subprocess = execa(file, args, options);
  if (ends) void subprocess.then(ends);
  return subprocess;
};

/**
 * Runs a command to its end.
 * @returns its stdout; "" if `onLine` or `outputFile` takes it
 * @throws CommandError if it fails, CancelledError if `signal` ended it
 */
export const run = async (command: readonly string[], options: RunOptions = {}): Promise<string> => {
  if (options.signal?.aborted) throw new CancelledError();
  const { input, outputFile, ending } = options;
  const lastLines: string[] = [];
  // One for each stream, so that their unfinished lines do not mix.
  const [out, err] = [recorder(lastLines, options.onLine), recorder(lastLines, options.onLine)];
  const subprocess = launch(command, dyingWithUs(command, ending?.signal.slice(3)), {
    stdin: input ? "pipe" : "ignore",
    ...(outputFile === undefined ? {} : { stdout: { file: outputFile } }),
    // Its own session: Ctrl-C in the terminal reaches only us, and we end the processes in order.
    detached: process.platform !== "win32",
    ...(options.signal ? { cancelSignal: options.signal } : {}),
    killSignal: ending?.signal ?? "SIGKILL",
    ...(ending ? { forceKillAfterDelay: ending.seconds * 1000 } : {}),
    reject: false,
    buffer: { stdout: !options.onLine && outputFile === undefined, stderr: false },
    maxBuffer: 256 * 1024 * 1024,
    stripFinalNewline: false,
    env: { PATH: searchPath(), ...options.env },
  });
  subprocess.stderr?.setEncoding("utf8").on("data", err.write);
  if (options.onLine && outputFile === undefined)
    subprocess.stdout?.setEncoding("utf8").on("data", out.write);
  // If the command ends before it has read all input, its exit status tells why.
  subprocess.stdin?.on("error", () => {});
  if (input && subprocess.stdin) {
    if (input.data instanceof Readable) {
      // If the source fails, the command gets no more input, and its exit status tells the rest.
      input.data.on("error", () => subprocess.stdin?.end()).pipe(subprocess.stdin);
    } else if (input.open) subprocess.stdin.write(input.data);
    else subprocess.stdin.end(input.data);
  }
  const result = await subprocess;
  out.end();
  err.end();
  if (result.isCanceled || options.signal?.aborted) throw new CancelledError();
  if (result.failed || result.exitCode !== 0) {
    if (result.exitCode === undefined && !result.signal) lastLines.push(String(result.shortMessage));
    throw new CommandError(options.shownAs ?? command, result.exitCode, result.signal, lastLines);
  }
  return typeof result.stdout === "string" ? result.stdout : "";
};

export interface StreamOptions {
  /** Kills the command and all processes that it started. */
  signal?: AbortSignal | undefined;
  env?: Record<string, string> | undefined;
  /** Its standard input; a number is a file descriptor of this process, which it shares. */
  input?: Buffer | Readable | number | undefined;
  /** Milliseconds without output after which the command is killed. */
  patience?: number | undefined;
}

const defaultPatience = 60_000;

/**
 * Runs a command and yields its stdout in chunks, no faster than the reader takes them. If the reader stops early, the
 * command and all processes that it started are killed.
 * @throws CommandError if it fails or writes nothing for too long, CancelledError if `signal` ended it
 */
export async function* stream(
  command: readonly string[],
  { signal, env, input, patience = defaultPatience }: StreamOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  if (signal?.aborted) throw new CancelledError();
  const lastLines: string[] = [];
  const err = recorder(lastLines);
  const subprocess = launch(command, dyingWithUs(command), {
    // Any descriptor works; the types of execa end at 9.
    ...(typeof input === "number"
      ? { stdin: input as 9 }
      : input === undefined
        ? { stdin: "ignore" }
        : { input }),
    // Its own process group, so that the processes that it starts can be killed with it.
    detached: true,
    reject: false,
    buffer: false,
    ...(env ? { env } : {}),
  });
  const kill = () => {
    try {
      if (subprocess.pid !== undefined) process.kill(-subprocess.pid, "SIGKILL");
    } catch {
      // It has already ended.
    }
  };
  let ended = false;
  let waiting = true;
  let silent = false;
  const timer = setTimeout(() => {
    silent = waiting;
    if (silent) kill();
    else timer.refresh();
  }, patience);
  signal?.addEventListener("abort", kill);
  subprocess.stderr.setEncoding("utf8").on("data", err.write);
  try {
    for await (const chunk of subprocess.stdout as AsyncIterable<Buffer>) {
      waiting = false;
      yield chunk;
      waiting = true;
      timer.refresh();
    }
    ended = true;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
    if (!ended) {
      kill();
      await subprocess;
    }
  }
  const result = await subprocess;
  err.end();
  if (signal?.aborted) throw new CancelledError();
  if (silent) lastLines.push(`It wrote nothing for ${Math.round(patience / 1000)} seconds and was stopped.`);
  if (result.failed || silent) {
    if (result.exitCode === undefined && !result.signal) lastLines.push(String(result.shortMessage));
    throw new CommandError(command, result.exitCode, result.signal, lastLines);
  }
}

/**
 * Runs a command in our terminal: one that administers this machine, or an interactive one. Its output goes to stderr.
 * It is not killed with this process, because a killed package manager leaves a broken system.
 * @throws CommandError if it fails
 */
export const runOnTerminal = async (
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const result = await launch(command, command, {
    stdin: "inherit",
    stdout: 2,
    stderr: 2,
    reject: false,
    cleanup: false,
    env: { ...env },
  });
  if (result.failed) throw new CommandError(command, result.exitCode, result.signal, []);
};

/** A command that runs in the background. `stop` kills it and resolves when it has ended. */
export interface Running {
  /** `stderr` has the last lines. */
  readonly ended: Promise<{ exitCode: number | undefined; signal: string | undefined; stderr: string }>;
  /** Writes to its standard input; does nothing once it has ended. */
  write(text: string): void;
  stop(): Promise<void>;
}

/**
 * Starts a command in the background. Its stdout arrives in chunks, its stderr in lines. It never outlives this process.
 */
export const start = (
  command: readonly string[],
  options: { onOutput?: (chunk: string) => void; onErrorLine?: (line: string) => void },
): Running => {
  const subprocess = launch(command, dyingWithUs(command), {
    stdin: "pipe",
    detached: true,
    reject: false,
    buffer: false,
    env: { PATH: searchPath() },
  });
  const lastLines: string[] = [];
  const errors = recorder(lastLines, options.onErrorLine);
  subprocess.stdout.setEncoding("utf8").on("data", options.onOutput ?? (() => {}));
  subprocess.stderr.setEncoding("utf8").on("data", errors.write);
  subprocess.stdin.on("error", () => {});
  const ended = subprocess.then((result) => {
    errors.end();
    return { exitCode: result.exitCode, signal: result.signal, stderr: lastLines.join("\n") };
  });
  return {
    ended,
    write(text) {
      if (subprocess.stdin.writable) subprocess.stdin.write(text);
    },
    async stop() {
      subprocess.kill("SIGKILL");
      await ended;
    },
  };
};
