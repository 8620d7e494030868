/** What an entry of an archive is. */
export type EntryType = "directory" | "file" | "link" | "character" | "block" | "fifo" | "socket";

/** One entry of an archive or of a file system, as its listing has it. */
export interface Entry {
  /**
   * Path from the root of the archive, without a leading slash; "" is the root itself. Bytes that are no UTF-8 are kept
   * (names.ts), so it must pass `visible` on its way to a person and `nameBytes` on its way to a file system.
   */
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with setuid (0o4000), setgid (0o2000) and sticky (0o1000). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file's content; 0 for all else. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** Where a symbolic link leads, as it stands there. */
  readonly target?: string;
  /** Path of an earlier entry whose content this one shares: a hard link of a tar archive or of a cpio archive. */
  readonly sameAs?: string;
  /** Major and minor number of a device. */
  readonly device?: { readonly major: number; readonly minor: number };
}

const letters: Record<EntryType, string> = {
  directory: "d",
  file: "-",
  link: "l",
  character: "c",
  block: "b",
  fifo: "p",
  socket: "s",
};

/** The entry type that a letter of `ls -l` stands for. */
export const typeOfLetter = (letter: string): EntryType | undefined =>
  (Object.keys(letters) as EntryType[]).find((type) => letters[type] === letter);

const bits = (mode: number, special: number, letter: string): string => {
  const executable = (mode & 1) !== 0;
  const last = special === 0 ? (executable ? "x" : "-") : executable ? letter : letter.toUpperCase();
  return `${mode & 4 ? "r" : "-"}${mode & 2 ? "w" : "-"}${last}`;
};

/** Type and permissions as `ls -l` writes them: drwxr-xr-x. */
export const modeText = (type: EntryType, mode: number): string =>
  letters[type] +
  bits(mode >> 6, mode & 0o4000, "s") +
  bits(mode >> 3, mode & 0o2000, "s") +
  bits(mode, mode & 0o1000, "t");
