import { readdir, readFile, readlink } from "node:fs/promises";

/** When a process started, in clock ticks since boot: proc_pid_stat(5), field 22. */
const startTime = async (pid: string): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field, the name, may hold spaces and parentheses.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
};

/** Inode of our process namespace, and the beginning of the id of this boot. */
const place = async () => ({
  namespace: /\d+/.exec(await readlink("/proc/self/ns/pid"))?.[0],
  boot: (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).slice(0, 8),
});

/** PROC_PID_INIT_INO in the kernel's proc_ns.h: the namespace that sees the processes of all others. */
const firstNamespace = "4026531836";

/** Whether a process with this id in its own namespace runs, whatever its id is here: NSpid of proc_pid_status(5). */
const runsInside = async (pid: string, started: string): Promise<boolean> => {
  const found = (await readdir("/proc")).map(async (here) => {
    if (!/^\d+$/.test(here) || (await startTime(here)) !== started) return false;
    const status = await readFile(`/proc/${here}/status`, "utf8").catch(() => "");
    return /^NSpid:.*\t(\d+)$/m.exec(status)?.[1] === pid;
  });
  return (await Promise.all(found)).includes(true);
};

/**
 * A name of this process that no other process has, later or in another container: process id, start time, process
 * namespace and boot, with dots between them.
 */
export const ownProcess = async (): Promise<string> => {
  const { namespace, boot } = await place();
  return `${process.pid}.${await startTime(String(process.pid))}.${namespace}.${boot}`;
};

/**
 * Whether the process with a name made by `ownProcess` still runs. One that cannot be seen from here, because it is in
 * another container, counts as running until the next boot.
 */
export const isAlive = async (owner: string): Promise<boolean> => {
  const here = await place();
  const [pid = "", started, namespace = here.namespace, boot = here.boot] = owner.split(".");
  if (started === undefined || boot !== here.boot) return false;
  if (namespace === here.namespace) return (await startTime(pid)) === started;
  return here.namespace !== firstNamespace || runsInside(pid, started);
};
