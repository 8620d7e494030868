import { readdir, readFile } from "node:fs/promises";

/** Lines of a file of /proc that mention a folder. */
const mentioning = async (path: string, folder: string) =>
  (await readFile(path, "utf8").catch(() => "")).split("\n").filter((line) => line.includes(folder));

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
  for (const pid of (await readdir("/proc")).filter(
    (name) => /^\d+$/.test(name) && name !== String(process.pid),
  )) {
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ");
    // What it has started may name the folder in its environment alone.
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (command.includes(folder) || environment.includes(folder)) found.push(`process ${pid} ${command}`);
  }
  return found;
};
