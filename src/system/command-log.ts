import { AsyncLocalStorage } from "node:async_hooks";

/** Receives one line when a foreign program starts, and one when it ends. */
export type CommandListener = (line: string) => void;

const listeners = new Set<CommandListener>();
const scope = new AsyncLocalStorage<CommandListener>();
let count = 0;

/** Reports every foreign program from now on. @returns a function that stops this */
export const observeCommands = (listener: CommandListener): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Runs `work` and reports the foreign programs that it starts. */
export const observed = <T>(listener: CommandListener, work: () => T): T => scope.run(listener, work);

/** What breaks a line, acts on a terminal, or shows letters in another order. */
const harmful = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A word as a person would type it in a shell; control characters are escaped, so that it stays on one line. */
export const shellWord = (word: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.search(harmful) < 0) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word
    .replace(/[\\']/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replace(harmful, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `$'${escaped}'`;
};

const secret = /PASSWORD|SECRET|TOKEN/i;

const variables = (env: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || (name === "PATH" && value === process.env.PATH)) return [];
    return [`${name}=${secret.test(name) ? "hidden" : shellWord(value)}`];
  });

interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly durationMs: number;
}

/**
 * Reports the start of a foreign program, with the environment that we set (PATH only if it differs from ours).
 * @returns a function that reports the end; undefined if there is no listener
 */
export const commandStarts = (
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  directory = process.cwd(),
): ((ending: Ending) => void) | undefined => {
  const own = scope.getStore();
  if (listeners.size === 0 && !own) return undefined;
  const receivers = [...listeners, ...(own ? [own] : [])];
  const say = (line: string) => {
    for (const listener of receivers) listener(line);
  };
  count += 1;
  const id = `[${count}]`;
  say([id, "start", `cd ${shellWord(directory)};`, ...variables(env), ...command.map(shellWord)].join(" "));
  return ({ exitCode, signal, durationMs }) => {
    const how = signal ?? (exitCode === undefined ? "not started" : `status ${exitCode}`);
    say(`${id} end ${shellWord(command[0] ?? "")}: ${how}, ${(durationMs / 1000).toFixed(2)} s`);
  };
};
