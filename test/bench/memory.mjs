import { readFileSync } from "node:fs";

/** Most memory that a running process has had, in MiB: proc(5). */
export const mostMemory = (pid) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
