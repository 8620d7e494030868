import { readFile, stat } from "node:fs/promises";

const same = (one: { dev: bigint; ino: bigint }, other: { dev: bigint; ino: bigint } | undefined) =>
  one.dev === other?.dev && one.ino === other.ino;

/**
 * The id of the process that holds a lock taken by `lock`; undefined where none does, or where it cannot be seen from here,
 * as it is in another container. A file that was left behind tells nothing: its process may have released the lock, or
 * another one may have its id now. So the child that keeps the lock is looked for. Starts no program, takes no lock.
 */
export const lockHolder = async (path: string): Promise<number | undefined> => {
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  if (!file?.isFile() || file.size > 32n) return undefined;
  const pid = (await readFile(path, "utf8").catch(() => "")).trim();
  if (!/^\d+$/.test(pid)) return undefined;
  // proc_pid_children(5); the shell in lock.ts has the lock as its file 9.
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const kept = children
    .split(" ")
    .filter(Boolean)
    .map(async (child) =>
      same(file, await stat(`/proc/${child}/fd/9`, { bigint: true }).catch(() => undefined)),
    );
  return (await Promise.all(kept)).includes(true) ? Number(pid) : undefined;
};
