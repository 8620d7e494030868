import { readFile } from "node:fs/promises";

/** When a process began, in clock ticks since boot: proc_pid_stat(5), field 22. */
const startTime = async (pid: string): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field, the name, may hold spaces and parentheses.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
};

/** Names this process so that it is not mistaken for a later one with the same id: "pid.starttime". */
export const ownProcess = async (): Promise<string> =>
  `${process.pid}.${await startTime(String(process.pid))}`;

/** Whether the process that `ownProcess` named still runs. */
export const isAlive = async (owner: string): Promise<boolean> => {
  const [pid = "", started] = owner.split(".");
  return started !== undefined && (await startTime(pid)) === started;
};
