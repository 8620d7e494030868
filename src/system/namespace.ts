import type { RunOptions } from "./process.ts";

/**
 * The rights with which root trees are made and read. `root`: as the real root. `unprivileged`: as root of a user
 * namespace whose other ids come from /etc/subuid, so that the files of a tree belong to ids of this user.
 */
export type Privilege = "root" | "unprivileged";

export const ownPrivilege = (): Privilege => (process.getuid?.() === 0 ? "root" : "unprivileged");

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
export const runInNamespace = async (command: readonly string[], options?: RunOptions): Promise<string> => {
  // Here, so that who only asks for rights, as the wizard's first frame does, does not wait for it.
  const { run } = await import("./process.ts");
  return run(inNamespace(command), { ...options, shownAs: command });
};

/**
 * Removes a directory whose files may belong to ids of our user namespace. Does not cross into other file systems,
 * so mounts below the directory are safe.
 */
export const removeTree = async (path: string): Promise<void> => {
  await runInNamespace(["rm", "-rf", "--one-file-system", "--", path]);
};
