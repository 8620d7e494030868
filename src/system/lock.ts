import { open, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ThinsmithError, whyUnwritable } from "./errors.ts";
import { makeDirectory } from "./files.ts";
import { start } from "./process.ts";
import { hasProgram } from "./programs.ts";
import { sanitize } from "./text.ts";

/** Another process holds a lock. */
export class LockedError extends ThinsmithError {
  constructor(what: string, pid: string) {
    super(`${what} is already running${pid ? ` as process ${pid}` : ""}.`, {
      remedy: pid ? `Wait for it, or end it with: kill ${pid}` : "Wait for it.",
    });
  }
}

const unlockable = (path: string, why: string): ThinsmithError =>
  new ThinsmithError(`${path} cannot be locked: ${why}.`, {
    remedy: `Make it possible to write and lock files in ${dirname(path)}.`,
  });

/** Why a lock cannot be had that no other process holds: the shell would say it in words of its own. */
const whyNot = async (path: string, stderr: string): Promise<string> => {
  try {
    await (await open(path, "a")).close();
  } catch (error) {
    return whyUnwritable(error);
  }
  if (!(await hasProgram("flock"))) return "the program flock (of util-linux) is not installed";
  return sanitize(stderr.trim().split("\n").at(-1) || "flock has failed");
};

/** Statuses of the shell below: another process has the lock, or has removed the file before it was locked. */
const [held, removed] = [75, 76];
const hold = `exec 9>>"$1" || exit; flock --nonblock 9; case $? in 0) ;; 1) exit ${held} ;; *) exit 1 ;; esac
[ "$1" -ef /dev/fd/9 ] || exit ${removed}
echo taken && exec cat`;

/**
 * Takes an exclusive lock on a file. flock(1) takes it for a child process that dies with this one, so the kernel
 * releases the lock however this process ends, and no lock can become stale.
 * @returns a function that releases the lock
 * @throws LockedError that names `what` and the id of the other process if another process holds the lock,
 *   ThinsmithError where the file cannot be locked
 */
export const lock = async (path: string, what: string): Promise<() => Promise<void>> => {
  await makeDirectory(dirname(path)).catch((error: Error) => {
    throw unlockable(path, whyUnwritable(error));
  });
  let taken: () => void = () => {};
  const ready = new Promise<"taken">((done) => {
    taken = () => done("taken");
  });
  const holder = start(
    // One process alone holds the lock: where it has ended, the lock is free.
    ["sh", "-c", hold, "sh", path],
    { onOutput: taken },
  );
  const outcome = await Promise.race([ready, holder.ended]);
  if (outcome === "taken") {
    // Only for the other's message: a full disk leaves the lock as good as it is.
    await writeFile(path, `${process.pid}\n`).catch(() => {});
    return () => holder.stop();
  }
  if (outcome.exitCode === removed) return lock(path, what);
  if (outcome.exitCode !== held) throw unlockable(path, await whyNot(path, outcome.stderr));
  const pid = /^\d+$/.exec((await readFile(path, "utf8").catch(() => "")).trim())?.[0] ?? "";
  throw new LockedError(what, pid);
};
