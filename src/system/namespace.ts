import { ownPrivilege, type Privilege } from "./privilege.ts";
import { type RunOptions, run } from "./process.ts";

/**
 * Wraps a command so that it runs in its own mount and process namespace (and user namespace, if we are not root).
 * Its mounts are private and disappear with it. If the command or this process is killed, the kernel kills every
 * process that the command started (unshare(1) --kill-child, pid_namespaces(7)).
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
 * Removes a directory whose files may belong to ids of our user namespace. Does not cross into other file systems,
 * so mounts below the directory are safe.
 */
export const removeTree = async (path: string): Promise<void> => {
  await runInNamespace(["rm", "-rf", "--one-file-system", "--", path]);
};
