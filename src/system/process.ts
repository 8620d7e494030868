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
  /** Ends the command, and all it started, at once. */
  signal?: AbortSignal | undefined;
  env?: Record<string, string> | undefined;
  /** Each line of stdout and stderr as it comes; a carriage return ends a line too. */
  onLine?: ((line: string) => void) | undefined;
  /** The command as an error names it, where it is wrapped in another. */
  shownAs?: readonly string[] | undefined;
  /** What it reads; with `open`, its standard input does not end before it does. */
  input?: { readonly data: string | Uint8Array | Readable; readonly open?: boolean } | undefined;
  /** A file that takes what it writes to stdout, in place of `onLine` and of what `run` resolves with. */
  outputFile?: string | undefined;
  /**
   * It has to end in order: it gets this signal, also when this process dies, and is killed only after so many seconds.
   */
  ending?: { readonly signal: "SIGINT" | "SIGTERM"; readonly seconds: number } | undefined;
}

/** Lines are cut here: a foreign tool must not be able to fill our memory with one line. */
const longestLine = 4096;
const keptLines = 40;

/** Feeds chunks in, gets whole lines out, split at newlines and carriage returns. */
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

/**
 * The kernel kills the command when this process dies, however it dies (prctl(2) PR_SET_PDEATHSIG, which
 * survives execve(2)).
 */
export const dyingWithUs = (command: readonly string[], signal = "KILL"): string[] =>
  process.platform === "linux" ? ["setpriv", "--pdeathsig", signal, "--", ...command] : [...command];

/** Starts every foreign program. `command`: what is told of it to those who observe; `argv`: with its wrappers. */
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
 * Runs a command to its end and resolves with what it wrote to stdout.
 * @throws CommandError when it fails, CancelledError when `signal` ended it.
 */
export const run = async (command: readonly string[], options: RunOptions = {}): Promise<string> => {
  if (options.signal?.aborted) throw new CancelledError();
  const { input, outputFile, ending } = options;
  const lastLines: string[] = [];
  const onLine = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    options.onLine?.(line);
  };
  // One for each stream: a line that one has begun must not swallow what the other says.
  const [out, err] = [lineSplitter(onLine), lineSplitter(onLine)];
  const subprocess = launch(command, dyingWithUs(command, ending?.signal.slice(3)), {
    stdin: input ? "pipe" : "ignore",
    ...(outputFile === undefined ? {} : { stdout: { file: outputFile } }),
    // Its own session: Ctrl-C in the terminal reaches us alone, and we decide who ends in which order.
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
  // Who ends without having read all of it says why by its status.
  subprocess.stdin?.on("error", () => {});
  if (input && subprocess.stdin) {
    if (input.data instanceof Readable) {
      // Whatever ends it, the command then gets no more, and its own status tells the rest.
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
  /** Ends the command, and all it started, at once. */
  signal?: AbortSignal | undefined;
  env?: Record<string, string> | undefined;
  /** What the command reads; a number is a file descriptor of ours, which it shares. */
  input?: Buffer | Readable | number | undefined;
  /** Ends the command when it lets us wait longer than this, in milliseconds. */
  patience?: number | undefined;
}

const defaultPatience = 60_000;

/**
 * Runs a command and gives what it writes to stdout as it comes, no faster than it is taken. Whoever stops taking ends
 * the command and all it started.
 * @throws CommandError when it fails or says nothing for too long, CancelledError when `signal` ended it.
 */
export async function* stream(
  command: readonly string[],
  { signal, env, input, patience = defaultPatience }: StreamOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  if (signal?.aborted) throw new CancelledError();
  const lastLines: string[] = [];
  const err = lineSplitter((line) => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
  });
  const subprocess = launch(command, dyingWithUs(command), {
    // Any descriptor will do; execa's types stop at 9.
    ...(typeof input === "number"
      ? { stdin: input as 9 }
      : input === undefined
        ? { stdin: "ignore" }
        : { input }),
    // A process group of its own, so that what the command starts can be ended with it.
    detached: true,
    reject: false,
    buffer: false,
    ...(env ? { env } : {}),
  });
  const kill = () => {
    try {
      if (subprocess.pid !== undefined) process.kill(-subprocess.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
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
  if (silent) lastLines.push(`It said nothing for ${Math.round(patience / 1000)} seconds and was ended.`);
  if (result.failed || silent) {
    if (result.exitCode === undefined && !result.signal) lastLines.push(String(result.shortMessage));
    throw new CommandError(command, result.exitCode, result.signal, lastLines);
  }
}

/**
 * Runs a command of the host's own administration, or one that a person works in, with our terminal. What it prints
 * goes to stderr. It is not ended with us: a package manager that is killed leaves a broken system.
 * @throws CommandError when it fails
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

/** A command that goes on while we do; `stop` ends it and resolves when it is gone. */
export interface Running {
  /** `stderr`: its last lines. */
  readonly ended: Promise<{ exitCode: number | undefined; signal: string | undefined; stderr: string }>;
  /** Writes to its standard input; into nothing once it has ended. */
  write(text: string): void;
  stop(): Promise<void>;
}

/**
 * Starts a command in the background; its stdout comes in chunks, its stderr in lines. It never outlives this process.
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
  // It may run for months.
  const lastLines: string[] = [];
  const errors = lineSplitter((line) => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    options.onErrorLine?.(line);
  });
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
