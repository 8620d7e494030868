import { stat } from "node:fs/promises";
import { CommandError, type RunOptions, run } from "../../system/process.ts";

/** A machine that can be reached by SSH, with its name in an ssh_config(5) that Vagrant wrote. */
export interface Machine {
  readonly name: string;
  readonly config: string;
}

type Options = Pick<RunOptions, "signal" | "onLine" | "input">;

/** Directory of our scripts in the template. They run as root. */
export const remoteFolder = "/var/lib/thinsmith/work";
export const remoteScript = (name: string): string => `${remoteFolder}/scripts/${name}`;

/**
 * `line` must be a fixed text, since the machine's shell reads it; use `runThere` for strings from settings. The log level is
 * set because Vagrant's configuration hides why a connection fails.
 */
const ssh = ({ name, config }: Machine, line: string): string[] => [
  "ssh",
  ...["-F", config, "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20"],
  ...["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", name, line],
];

/** Runs a fixed shell line as root and resolves with its output. */
export const sayThere = (machine: Machine, line: string, options: Options = {}): Promise<string> =>
  run(ssh(machine, `sudo -n sh -c '${line}'`), { ...options, shownAs: ["ssh", machine.name, line] });

/**
 * Runs a command as root in its own mount and process namespaces. It is killed if the connection ends.
 * @param variables environment variables; other users cannot read them, unlike the words of the command
 */
export const runThere = async (
  machine: Machine,
  command: readonly string[],
  options: Options & { variables?: Readonly<Record<string, string>> } = {},
): Promise<string> => {
  const variables = Object.entries(options.variables ?? {}).map(([name, value]) => `${name}=${value}`);
  const words = [variables.length, ...variables, command.length, ...command].map(String);
  if (words.some((word) => /[\n\0]/.test(word))) throw new Error("a word with a line break");
  return run(ssh(machine, `sudo -n sh ${remoteScript("run.sh")}`), {
    signal: options.signal,
    onLine: options.onLine,
    shownAs: [`${machine.name}:`, ...command],
    input: { data: words.map((word) => `${word}\n`).join(""), open: true },
  });
};

/** Empties a folder and unpacks a tar archive into it. The path must be a fixed text. */
export const unpackThere = (
  machine: Machine,
  folder: string,
  archive: Uint8Array,
  signal: AbortSignal,
): Promise<string> =>
  sayThere(machine, `rm -rf ${folder} && mkdir -p ${folder} && tar -x --no-same-owner -C ${folder}`, {
    signal,
    input: { data: archive },
  });

/** Interval between reports of progress, in milliseconds. */
const tellEvery = 500;

/** Copies a file from a machine. `from` must be a fixed text. */
export const collect = async (
  machine: Machine,
  from: string,
  to: string,
  { signal, onBytes }: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): Promise<void> => {
  const timer = setInterval(() => {
    stat(to).then(
      ({ size }) => onBytes?.(size),
      () => {},
    );
  }, tellEvery);
  try {
    await run(ssh(machine, `sudo -n cat ${from}`), {
      signal,
      outputFile: to,
      shownAs: ["ssh", machine.name, "cat", from],
    });
  } finally {
    clearInterval(timer);
  }
};

/** Whether we can log in to a machine and it is not shutting down. @throws CancelledError */
export const isUp = async (machine: Machine, signal?: AbortSignal): Promise<boolean> => {
  try {
    return (await sayThere(machine, "systemctl is-system-running || :", { signal })).trim() !== "stopping";
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
};
