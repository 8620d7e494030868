import { readFile, statfs } from "node:fs/promises";
import { cpus } from "node:os";

/** How busy the machine is; what cannot be told is left out. */
export interface Load {
  /** Share of all processors that was busy since the last sample, from 0 to 1. */
  readonly cpu?: number;
  readonly memoryUsed?: number;
  readonly memoryTotal?: number;
  /** Bytes free for us on the fullest of the file systems that were asked for. */
  readonly diskFree?: number;
}

const cpuTimes = () => {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq + times.idle;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
};

/** Memory in use and in all, in bytes, out of /proc/meminfo: what could be freed at once is not in use. */
export const memoryOf = (meminfo: string): { used: number; total: number } | undefined => {
  const kibibytes = (name: string) => new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(meminfo)?.[1];
  const [total, available] = [kibibytes("MemTotal"), kibibytes("MemAvailable")];
  if (total === undefined || available === undefined) return undefined;
  return { used: (Number(total) - Number(available)) * 1024, total: Number(total) * 1024 };
};

/** A function that tells the load since it was called last. Paths that are not there any more do not count. */
export const loadMeter = (): ((paths: readonly string[]) => Promise<Load>) => {
  let before = cpuTimes();
  return async (paths) => {
    const now = cpuTimes();
    const all = now.all - before.all;
    const cpu = all > 0 ? (now.busy - before.busy) / all : undefined;
    before = now;
    const memory = memoryOf(await readFile("/proc/meminfo", "utf8").catch(() => ""));
    const free = await Promise.all(
      paths.map((path) =>
        statfs(path).then(
          ({ bavail, bsize }) => bavail * bsize,
          () => undefined,
        ),
      ),
    );
    const known = free.filter((bytes) => bytes !== undefined);
    return {
      ...(cpu === undefined ? {} : { cpu: Math.min(1, Math.max(0, cpu)) }),
      ...(memory ? { memoryUsed: memory.used, memoryTotal: memory.total } : {}),
      ...(known.length > 0 ? { diskFree: Math.min(...known) } : {}),
    };
  };
};
