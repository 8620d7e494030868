import { readFile, statfs } from "node:fs/promises";
import { cpus } from "node:os";

/** How busy the machine is. A value that cannot be measured is absent. Sizes are bytes. */
export interface Load {
  /** Share of the processors' time that was busy since the last sample, from 0 to 1. */
  readonly cpu?: number;
  readonly memoryUsed?: number;
  readonly memoryTotal?: number;
  /** Free bytes of the fullest of the given file systems. */
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

/** Used and total memory in bytes, from /proc/meminfo. Memory that the kernel can free at once does not count as used. */
export const memoryOf = (meminfo: string): { used: number; total: number } | undefined => {
  const kibibytes = (name: string) => new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(meminfo)?.[1];
  const [total, available] = [kibibytes("MemTotal"), kibibytes("MemAvailable")];
  if (total === undefined || available === undefined) return undefined;
  return { used: (Number(total) - Number(available)) * 1024, total: Number(total) * 1024 };
};

/** @returns a function that measures the load since its last call. Paths that do not exist are ignored. */
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
