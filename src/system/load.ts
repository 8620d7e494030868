import { readFile, statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";

/** How busy the machine is. A value that cannot be measured is absent. Sizes are bytes. */
export interface Load {
  /** Share of the processors' time that was busy since the last sample, from 0 to 1. */
  readonly cpu?: number;
  /** Memory that the kernel can free at once does not count. */
  readonly memoryUsed?: number;
  readonly memoryTotal?: number;
  /** Bytes a second that its network cards received since the last sample. */
  readonly received?: number;
  /** Bytes a second that its disks wrote since the last sample. */
  readonly written?: number;
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

/** Sum of a column over the lines of a file of /proc; undefined where it cannot be read. */
const sumOf = async (path: string, line: RegExp, factor = 1): Promise<number | undefined> => {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return [...text.matchAll(line)].reduce((sum, [, value]) => sum + Number(value), 0) * factor;
};
/** Received bytes of each card but the loopback, see proc_net_dev in proc(5). */
const received = () => sumOf("/proc/net/dev", /^ *(?!lo:)[^:\n]+: *(\d+)/gm);
/** Written sectors of 512 bytes of whole disks, see proc_diskstats(5). */
const written = () =>
  sumOf(
    "/proc/diskstats",
    /^ *\d+ +\d+ (?:[hsv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)(?: \d+){6} (\d+)/gm,
    512,
  );

/** A rate between samples of a counter, in its unit a second; undefined at the first. */
const rateMeter = (counter: () => Promise<number | undefined>) => {
  let before: { readonly at: number; readonly value: number } | undefined;
  return async (): Promise<number | undefined> => {
    const value = await counter();
    const at = performance.now();
    const last = before;
    before = value === undefined ? undefined : { at, value };
    if (value === undefined || !last || at <= last.at) return undefined;
    return (1000 * Math.max(0, value - last.value)) / (at - last.at);
  };
};

/** @returns a function that measures the load since its last call. Paths that do not exist are ignored. */
export const loadMeter = (): ((paths: readonly string[]) => Promise<Load>) => {
  let before = cpuTimes();
  const rates = [rateMeter(received), rateMeter(written)] as const;
  return async (paths) => {
    const now = cpuTimes();
    const all = now.all - before.all;
    const cpu = all > 0 ? (now.busy - before.busy) / all : undefined;
    before = now;
    const [receivedNow, writtenNow] = await Promise.all(rates.map((rate) => rate()));
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
      ...(receivedNow === undefined ? {} : { received: receivedNow }),
      ...(writtenNow === undefined ? {} : { written: writtenNow }),
      ...(known.length > 0 ? { diskFree: Math.min(...known) } : {}),
    };
  };
};
