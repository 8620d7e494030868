import { readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ThinsmithError } from "./errors.ts";
import { makeDirectory } from "./files.ts";
import { start } from "./process.ts";

/**
 * Takes an exclusive lock on a file. flock(1) holds it in a child process that dies with this one, so the kernel
 * releases the lock however this process ends, and no lock can become stale.
 * @returns a function that releases the lock
 * @throws ThinsmithError that names `what` and the id of the other process if another process holds the lock
 */
export const lock = async (path: string, what: string): Promise<() => Promise<void>> => {
  await makeDirectory(dirname(path));
  let taken: () => void = () => {};
  const ready = new Promise<"taken">((done) => {
    taken = () => done("taken");
  });
  const holder = start(
    ["flock", "--nonblock", "--conflict-exit-code", "75", path, "sh", "-c", "echo taken; exec cat"],
    { onOutput: taken },
  );
  const outcome = await Promise.race([ready, holder.ended]);
  if (outcome === "taken") {
    await writeFile(path, `${process.pid}\n`);
    return () => holder.stop();
  }
  if (outcome.exitCode !== 75) {
    throw new ThinsmithError(`Cannot lock ${path}: ${outcome.stderr.trim()}`);
  }
  const pid = (await readFile(path, "utf8").catch(() => "")).trim();
  throw new ThinsmithError(`${what} is already running${pid ? ` as process ${pid}` : ""}.`, {
    remedy: pid ? `Wait for it, or end it with: kill ${pid}` : "Wait for it.",
  });
};
