/**
 * The rights with which root trees are made and read. `root`: as the real root. `unprivileged`: as root of a user
 * namespace whose other ids come from /etc/subuid, so that the files of a tree belong to ids of this user.
 */
export type Privilege = "root" | "unprivileged";

export const ownPrivilege = (): Privilege => (process.getuid?.() === 0 ? "root" : "unprivileged");
