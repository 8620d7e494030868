import { statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";

/** How busy the machine is. A value that cannot be measured is absent. Sizes are bytes. */
export interface Load {
  /** Share of the processors' time that was busy since the last sample, from 0 to 1. */
  readonly cpu?: number;
  /** Memory that the kernel can free at once does not count. */
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

/** @returns a function that measures the load since its last call. Paths that do not exist are ignored. */
export const loadMeter = (): ((paths: readonly string[]) => Promise<Load>) => {
  let before = cpuTimes();
  return async (paths) => {
    const now = cpuTimes();
    const all = now.all - before.all;
    const cpu = all > 0 ? (now.busy - before.busy) / all : undefined;
    before = now;
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
      memoryUsed: totalmem() - freemem(),
      memoryTotal: totalmem(),
      ...(known.length > 0 ? { diskFree: Math.min(...known) } : {}),
    };
  };
};
