import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { CommandError, run } from "../../system/process.ts";

/** A machine that can be reached over SSH, by its name in an ssh_config(5) that Vagrant wrote. */
export interface Machine {
  readonly name: string;
  readonly config: string;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Where our scripts lie in the template; they run as root there. */
export const remoteFolder = "/var/lib/thinsmith/work";
export const remoteScript = (name: string): string => `${remoteFolder}/scripts/${name}`;

/**
 * Only fixed words may be given as `line`, since the machine's shell reads it; what comes from settings goes through
 * `runThere`. Vagrant's own configuration hides why a connection fails.
 */
const ssh = ({ name, config }: Machine, line: string): string[] => [
  "ssh",
  ...["-F", config, "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20"],
  ...["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", name, line],
];

/** Runs a fixed shell line as root and resolves with what it prints. */
export const sayThere = (machine: Machine, line: string, options: Options = {}): Promise<string> =>
  run(ssh(machine, `sudo -n sh -c '${line}'`), { ...options, shownAs: ["ssh", machine.name, line] });

/**
 * Runs a command in mount and process namespaces of its own, as root; it is killed there when we are gone.
 * @param variables for its environment, where its words could be read by others
 */
export const runThere = async (
  machine: Machine,
  command: readonly string[],
  options: Options & { variables?: Readonly<Record<string, string>> } = {},
): Promise<string> => {
  const variables = Object.entries(options.variables ?? {}).map(([name, value]) => `${name}=${value}`);
  const lines = [variables.length, ...variables, command.length, ...command];
  const words = lines.map(String);
  if (words.some((word) => /[\n\0]/.test(word))) throw new Error("a word with a line break");
  return run(ssh(machine, `sudo -n sh ${remoteScript("run.sh")}`), {
    signal: options.signal,
    onLine: options.onLine,
    shownAs: [`${machine.name}:`, ...command],
    input: { data: words.map((word) => `${word}\n`).join(""), open: true },
  });
};

/** Gives a fixed shell line, which runs as root, something to read. */
export const sendThere = async (
  machine: Machine,
  line: string,
  data: Uint8Array | Readable,
  options: Options = {},
): Promise<void> => {
  await run(ssh(machine, `sudo -n sh -c '${line}'`), {
    ...options,
    shownAs: ["ssh", machine.name, line],
    input: { data },
  });
};

/** Unpacks a tar archive into a folder, which is emptied before. Only fixed paths may be given. */
export const unpackThere = (
  machine: Machine,
  folder: string,
  archive: Uint8Array,
  options: Options = {},
): Promise<void> =>
  sendThere(
    machine,
    `rm -rf ${folder} && mkdir -p ${folder} && tar -x --no-same-owner -C ${folder}`,
    archive,
    options,
  );

/** How often a transfer tells how far it is, in milliseconds. */
const tellEvery = 500;

/** Copies a file of a machine's here. Only fixed paths may be given as `from`. */
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

/** Whether a machine lets us in and is not on its way down. @throws CancelledError */
export const isUp = async (machine: Machine, signal?: AbortSignal): Promise<boolean> => {
  try {
    return (await sayThere(machine, "systemctl is-system-running || :", { signal })).trim() !== "stopping";
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
};
