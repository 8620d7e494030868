import { readFile } from "node:fs/promises";

/** When a process started, in clock ticks since boot: proc_pid_stat(5), field 22. */
const startTime = async (pid: string): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field, the name, may hold spaces and parentheses.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
};

/** A name of this process that no later process with the same id has: "pid.starttime". */
export const ownProcess = async (): Promise<string> =>
  `${process.pid}.${await startTime(String(process.pid))}`;

/** Whether the process with a name made by `ownProcess` still runs. */
export const isAlive = async (owner: string): Promise<boolean> => {
  const [pid = "", started] = owner.split(".");
  return started !== undefined && (await startTime(pid)) === started;
};
