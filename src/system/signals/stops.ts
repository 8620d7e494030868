import { readdirSync, readFileSync } from "node:fs";

/** What has to be put in order before the program stops, and done when it goes on. */
export interface Suspendable {
  readonly before: () => void;
  readonly after: () => void;
}

let current: Suspendable | undefined;

/** Has something put in order around each stop, in place of what had before; returns what takes it away. */
export const aroundStops = (suspendable: Suspendable): (() => void) => {
  current = suspendable;
  return () => {
    if (current === suspendable) current = undefined;
  };
};

/** A process as proc(5) tells of it; the time of its start tells it from another one of the same number. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly startedAt: string;
}

const readProcess = (pid: number): Process | undefined => {
  try {
    // The name, in parentheses, may have any characters.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { pid, parent: Number(fields[1]), startedAt: fields[19] ?? "" };
  } catch {
    return undefined;
  }
};

/** All processes below this one, those of other sessions and namespaces among them; none where /proc cannot be read. */
const descendants = (): Process[] => {
  let names: readonly string[] = [];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  const all = names.filter((name) => /^\d+$/.test(name)).flatMap((name) => readProcess(Number(name)) ?? []);
  const found: Process[] = [];
  for (let parents = [process.pid]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map(({ pid }) => pid);
  }
  return found;
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended, or belongs to somebody else.
  }
};

/** Stops all processes below this one. They have sessions of their own, so that the terminal does not stop them. */
const stopDescendants = (): Process[] => {
  const stopped = new Map<number, Process>();
  // One that is not stopped yet may have started another.
  for (let more = true; more; ) {
    more = false;
    for (const one of descendants()) {
      if (stopped.has(one.pid)) continue;
      signal(one.pid, "SIGSTOP");
      stopped.set(one.pid, one);
      more = true;
    }
  }
  return [...stopped.values()];
};

/** Stops this program and all that it has started, until the shell lets it go on (`fg`). */
const stop = (): void => {
  const suspended = current;
  suspended?.before();
  const stopped = stopDescendants();
  process.off("SIGTSTP", stop);
  // Those that started us (npm, sudo) are in our process group and stop as well, as they do when the terminal stops us.
  process.kill(0, "SIGTSTP");
  // Later, since another thread may take the signal. Where no shell could let us go on, the kernel does not stop us.
  setTimeout(() => {
    process.on("SIGTSTP", stop);
    for (const { pid, startedAt } of stopped)
      if (readProcess(pid)?.startedAt === startedAt) signal(pid, "SIGCONT");
    suspended?.after();
  }, 10);
};

/** From now on, SIGTSTP (Ctrl-Z) stops what this program has started as well. */
export const handleStops = (): void => {
  process.on("SIGTSTP", stop);
};
