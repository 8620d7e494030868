import { ownPrivilege, type Privilege } from "./privilege.ts";
import { type RunOptions, run } from "./process.ts";

/**
 * A command inside a mount and a process namespace of its own (and a user namespace where we are not root).
 * Its mounts are private and vanish with it; when it is killed, or we are, the kernel kills every process that
 * it started (unshare(1) --kill-child, pid_namespaces(7)).
 */
export const inNamespace = (command: readonly string[], privilege: Privilege = ownPrivilege()): string[] => [
  "unshare",
  ...(privilege === "unprivileged" ? ["--map-root-user", "--map-auto"] : []),
  "--mount",
  "--propagation",
  "private",
  "--pid",
  "--fork",
  "--kill-child",
  "--",
  ...command,
];

/** Runs a command in a namespace; see `inNamespace` and `run`. */
export const runInNamespace = (command: readonly string[], options?: RunOptions): Promise<string> =>
  run(inNamespace(command), { ...options, shownAs: command });

/**
 * Removes a directory whose files may belong to the ids of our user namespace. Never crosses into another file
 * system, so that nothing mounted below is touched.
 */
export const removeTree = async (path: string): Promise<void> => {
  await runInNamespace(["rm", "-rf", "--one-file-system", "--", path]);
};
