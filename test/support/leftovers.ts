import { readdir, readFile } from "node:fs/promises";

/** Lines of a file of /proc that mention a folder. */
const mentioning = async (path: string, folder: string) =>
  (await readFile(path, "utf8").catch(() => "")).split("\n").filter((line) => line.includes(folder));

const commandOf = async (pid: number) =>
  (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ");

/** Processes of others that have a folder in their command line, or in their environment alone. */
export const startedIn = async (folder: string): Promise<number[]> => {
  const found: number[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number)) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    const names = environment.includes(folder) || (await commandOf(pid)).includes(folder);
    if (names && pid !== process.pid) found.push(pid);
  }
  return found;
};

/**
 * What a build in a folder has left on the machine: mounts, loop devices and processes that mention the folder.
 * Only what names the folder counts, since other work may be going on.
 */
export const leftovers = async (folder: string): Promise<string[]> => {
  const found = (await mentioning("/proc/self/mountinfo", folder)).map((line) => `mount ${line}`);
  for (const device of await readdir("/sys/block")) {
    const lines = await mentioning(`/sys/block/${device}/loop/backing_file`, folder);
    found.push(...lines.map((line) => `loop device ${device} ${line}`));
  }
  for (const pid of await startedIn(folder)) found.push(`process ${pid} ${await commandOf(pid)}`);
  return found;
};
